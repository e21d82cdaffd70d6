import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { type HealthIndicatorResult, HealthIndicatorService } from '@nestjs/terminus';

import { KvError } from '../core/kv-error.js';
import { invalid } from '../core/kv-fault.js';
import type { KvStore } from '../core/kv-store.js';
import { getKvStoreToken } from '../nest/kv-store.tokens.js';

/** What `pingCheck` takes beside the key. */
export interface KvPingCheckOptions {
  /** The store to ask: itself, or its name. Default: `'default'`. */
  store?: KvStore | string;
  /** Milliseconds until the store counts as down. Default: 1,000. */
  timeout?: number;
  /** Whether the answer says more than `up` or `down`. `false` for a route that anybody may ask. Default: true. */
  details?: boolean;
}

/**
 * Answers a Terminus check from `KvStore.healthCheck()`: what the store is, how long it took, and the cause when
 * it is down. List it as a provider beside `TerminusModule`.
 */
@Injectable()
export class KvStoreHealthIndicator {
  constructor(
    private readonly health: HealthIndicatorService,
    private readonly moduleRef: ModuleRef,
  ) {}

  /** Asks a store, and answers under `key`: `down`, with the cause, where it does not answer by `timeout`. */
  async pingCheck<const Key extends string>(
    key: Key,
    { store = 'default', timeout = 1_000, details: wanted = true }: KvPingCheckOptions = {},
  ): Promise<HealthIndicatorResult<Key>> {
    const asked = typeof store === 'string' ? this.#find(store) : store;
    const { status, details } = await asked.healthCheck({ timeout });
    const indicator = this.health.check(key);
    const told = wanted ? { ...details } : {};
    return status === 'up' ? indicator.up(told) : indicator.down(told);
  }

  #find(name: string): KvStore {
    try {
      return this.moduleRef.get<KvStore>(getKvStoreToken(name), { strict: false });
    } catch {
      const missing = invalid(
        'no module makes this store. Import KvStoreModule.forRoot() with its name, or tell pingCheck of another ' +
          "by option 'store'.",
      );
      throw new KvError(missing, { operation: 'healthCheck', store: name, driver: 'none' });
    }
  }
}

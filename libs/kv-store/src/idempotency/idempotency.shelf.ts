import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';

import type { KvStore } from '../core/kv-store.js';
import { getKvStoreToken } from '../nest/kv-store.tokens.js';
import { refusal } from '../nest/refusal.js';
import type { IdempotencyModuleOptions } from './idempotency.options.js';
import { type IdempotencyRecord, recordCodec } from './record.js';

export const moduleOptions = Symbol('options of IdempotencyModule.forRoot');

/** The module's options, and its folder in the store, which may be made after it. */
@Injectable()
export class IdempotencyShelf implements OnModuleInit {
  #store: KvStore<IdempotencyRecord> | undefined;

  constructor(
    @Inject(moduleOptions) readonly options: IdempotencyModuleOptions,
    @Inject(ModuleRef) private readonly moduleRef: ModuleRef,
  ) {}

  onModuleInit(): void {
    this.#store = this.#find().namespace('idempotency').as(recordCodec);
  }

  get store(): KvStore<IdempotencyRecord> {
    if (!this.#store)
      throw refusal('a request has come before the application has started: call app.init().');
    return this.#store;
  }

  #find(): KvStore<unknown> {
    const { store = 'default' } = this.options;
    try {
      return this.moduleRef.get<KvStore<unknown>>(getKvStoreToken(store), { strict: false });
    } catch {
      throw refusal(
        `IdempotencyModule needs the store '${store}', which no module makes. Import KvStoreModule.forRoot(` +
          `${store === 'default' ? '' : `{ name: '${store}', … }`}) in the application's module, or name another ` +
          "by option 'store'.",
        store,
      );
    }
  }
}

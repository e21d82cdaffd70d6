import { hash } from 'node:crypto';

import type { ThrottlerStorage } from '@nestjs/throttler';

import { checkStore } from '../core/check-store.js';
import type { KvClock } from '../core/kv-clock.js';
import { isA, KvError, type KvErrorCode } from '../core/kv-error.js';
import type { KvStore } from '../core/kv-store.js';
import { aTimeout, checkOptions, type OptionCheck } from '../core/options.js';
import { Recent } from './recent.js';

/** What `KvThrottlerStorage` takes beside the store. */
export interface KvThrottlerStorageOptions {
  /**
   * What becomes of a request that cannot be counted because the store fails: `'throw'` rejects it with the `KvError`,
   * `'allow'` lets it pass uncounted. Who was counted over the limit is refused, and what is a mistake in the options
   * of a throttler is thrown, in any case. Default: `'throw'`.
   */
  whenStoreFails?: 'throw' | 'allow' | undefined;
  /** Milliseconds until a call to the store counts as failed. Default: the store's own `timeout`. */
  timeout?: number | undefined;
  /** The clock of the store, for tests that move it. Default: the system's. */
  clock?: KvClock | undefined;
}

type Verdict = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** What a throttler allows in a window, as `increment` is told with each request. */
interface Rule {
  readonly limit: number;
  readonly blockDuration: number;
}

/** What this process knows of a counter. */
interface Known {
  /** Epoch milliseconds at which it expires, and counting begins anew. */
  readonly end: number;
  /** The greatest limit that refuses all until then, if one does. */
  readonly refusedAt?: number;
}

/** What no other store, and no waiting, would make right. */
const mistakes: ReadonlySet<KvErrorCode> = new Set(['INVALID_ARGUMENT', 'TOO_LARGE', 'UNSUPPORTED']);

const theWayOut: OptionCheck = (value) =>
  value === 'throw' || value === 'allow' ? undefined : "'throw' or 'allow'";

const aClock: OptionCheck = (value) =>
  typeof (value as Partial<KvClock> | null)?.now === 'function'
    ? undefined
    : 'an object with a function now()';

/**
 * Counts the requests of @nestjs/throttler in a {@link KvStore}, so that a limit holds over all processes that share
 * it: `ThrottlerModule.forRootAsync({ inject: [KV_STORE], useFactory: (kv) => ({ throttlers, storage: new
 * KvThrottlerStorage(kv) }) })`.
 *
 * A counter is an entry in the folder `throttler` of the store. Its window begins with the first request and ends when
 * the entry expires. The request that exceeds the limit lets the entry expire when the block ends, so that the block
 * is the counter itself, and needs no call of its own.
 */
export class KvThrottlerStorage implements ThrottlerStorage {
  readonly #counters: KvStore;
  readonly #timeout: { timeout: number | undefined };
  readonly #allows: boolean;
  readonly #clock: KvClock;
  readonly #known = new Recent<Known>();

  constructor(kv: KvStore, options: KvThrottlerStorageOptions = {}) {
    checkStore('KvThrottlerStorage', kv);
    checkOptions('KvThrottlerStorage', options, {
      whenStoreFails: theWayOut,
      timeout: aTimeout,
      clock: aClock,
    });
    const { whenStoreFails = 'throw', timeout, clock = Date } = options;
    this.#counters = kv.namespace('throttler');
    this.#timeout = { timeout };
    this.#allows = whenStoreFails === 'allow';
    this.#clock = clock;
  }

  /**
   * Counts a request, in one call to the store. A second one is made by the request that exceeds the limit, and by the
   * first in this process of a window that another process has begun; none where this process knows that all are
   * refused for now.
   */
  async increment(
    key: string,
    ttl: number,
    limit: number,
    blockDuration: number,
    throttlerName: string,
  ): Promise<Verdict> {
    // A hash, since the key may be anything: an address, which is personal, or of any length.
    const counter = `${throttlerName}:${hash('sha256', key, 'base64url')}`;
    const known = this.#knownOf(counter);
    if (known?.refusedAt !== undefined && limit <= known.refusedAt) return this.#refused(limit, known.end);
    let hits = 0;
    try {
      const now = this.#clock.now();
      hits = await this.#counters.increment(counter, 1, { ttl, ...this.#timeout });
      if (hits === 1) this.#known.set(counter, { end: now + ttl });
      return await this.#judge(counter, { limit, blockDuration }, hits);
    } catch (error) {
      if (!this.#allows || !isA(error, KvError) || mistakes.has(error.code)) throw error;
      // It may have been counted all the same, and only the end of its window not be known.
      const end = this.#clock.now() + ttl;
      return hits > limit ? this.#refused(limit, end) : this.#admitted(hits, end);
    }
  }

  async #judge(counter: string, rule: Rule, hits: number): Promise<Verdict> {
    if (hits <= rule.limit) return this.#admitted(hits, await this.#endOf(counter));
    const end = await this.#refuse(counter, rule, hits);
    this.#known.set(counter, { end, refusedAt: rule.limit });
    return this.#refused(rule.limit, end);
  }

  /** When requests are admitted again. Who is the first to exceed the limit begins the block, if there is to be one. */
  async #refuse(counter: string, { limit, blockDuration }: Rule, hits: number): Promise<number> {
    if (blockDuration <= 0) return this.#endOf(counter);
    const blockEnd = this.#clock.now() + blockDuration;
    if (hits - 1 <= limit) {
      const isThere = await this.#counters.touch(counter, blockDuration, this.#timeout);
      // Else the window has ended meanwhile, and the next request begins another.
      return isThere ? blockEnd : this.#clock.now();
    }
    // The block may not have been begun yet, and what is read be the end of the window: it never ends later than this.
    return Math.min(await this.#readEnd(counter), blockEnd);
  }

  async #endOf(counter: string): Promise<number> {
    const known = this.#knownOf(counter);
    if (known) return known.end;
    const end = await this.#readEnd(counter);
    this.#known.set(counter, { end });
    return end;
  }

  async #readEnd(counter: string): Promise<number> {
    const entry = await this.#counters.getEntry(counter, { consistency: 'strong', ...this.#timeout });
    return entry?.expiresAt ?? this.#clock.now();
  }

  #knownOf(counter: string): Known | undefined {
    const known = this.#known.get(counter);
    return known && known.end > this.#clock.now() ? known : undefined;
  }

  #admitted(totalHits: number, end: number): Verdict {
    return { totalHits, timeToExpire: this.#secondsUntil(end), isBlocked: false, timeToBlockExpire: 0 };
  }

  #refused(limit: number, end: number): Verdict {
    const seconds = this.#secondsUntil(end);
    return { totalHits: limit + 1, timeToExpire: seconds, isBlocked: true, timeToBlockExpire: seconds };
  }

  #secondsUntil(end: number): number {
    return Math.max(0, Math.ceil((end - this.#clock.now()) / 1_000));
  }
}

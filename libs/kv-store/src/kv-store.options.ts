import type { KvClock } from './core/kv-clock.js';
import type { KvDriver } from './core/kv-driver.js';
import type { KvObserver } from './core/kv-observer.js';
import type { KvConsistency } from './core/kv-store.js';
import { namespaceProblem, separator } from './core/keys.js';
import {
  aBoolean,
  anObject,
  aString,
  aTimeout,
  aTtl,
  type OptionCheck,
  theConsistency,
} from './core/options.js';
import type { KvDriverOptions } from './drivers/index.js';
import { type KvBreakerOptions, theBreaker } from './layers/breaker-options.js';
import { type KvCacheOptions, theCache } from './layers/cache-options.js';

/** Options of every store, whatever its driver. */
export interface KvCommonOptions {
  /** Names the store in errors, metrics and logs, and in Nest its injection token. Default: `'default'`. */
  name?: string;
  /** Milliseconds until a call settles with `TIMEOUT`, unless the call says otherwise. Default: 5,000. */
  timeout?: number;
  /**
   * The folder that the store is, as for applications or stages that share a table: `namespace: 'shop'` keeps `42` as
   * `shop:42`. Not empty, and without `:`. Default: none.
   */
  namespace?: string;
  /** Milliseconds until entries expire that are stored without a `ttl`, more than 0. Default: they never do. */
  defaultTtl?: number;
  /** What reads promise, unless the call says otherwise. Default: `'strong'`. */
  consistency?: KvConsistency;
  /**
   * Whether calls made side by side travel in one request where the driver gains by it. Default: `true`. Without it
   * every call is a request of its own, as many at once as there are calls.
   */
  coalesce?: boolean;
  /**
   * Keeps values that were read in this process's memory, as `{ max: 10_000, ttl: 5_000 }`. A read may then be up to
   * `ttl` milliseconds behind changes that others made; changes made through this store are seen at once.
   * `consistency: 'strong'` at a call, `getEntry`, lists, and all that changes something ask the back end.
   * Default: nothing is kept.
   */
  cache?: KvCacheOptions;
  /**
   * Refuses calls at once, with `UNAVAILABLE`, while the back end does not answer, as `{}` or
   * `{ threshold: 0.5, halfOpenAfter: 5_000 }`. Needs the package `cockatiel`. Default: every call is tried.
   */
  breaker?: KvBreakerOptions;
  /**
   * What comes of a back end that is down when the store is opened: with `'fail'` it is not opened, with `'lazy'` it is
   * at once, and connects in the background until it succeeds; calls meanwhile are `UNAVAILABLE`. Default: `'fail'`.
   */
  startup?: KvStartup;
  /**
   * Milliseconds that calls under way are given when the store is closed, from 0 on; then they end with `CLOSED`.
   * Default: 5,000.
   */
  gracePeriod?: number;
  /** Told of every call and of the driver's events. Default: none. */
  observers?: readonly KvObserver[];
  /** What decides expiry, for tests. Default: the system's clock. */
  clock?: KvClock;
}

/** Whether a store whose back end is down fails to open, or opens and connects later. */
export type KvStartup = 'fail' | 'lazy';

/** A driver of one's own: any object that fulfils the driver contract. */
export interface CustomDriverOptions {
  /** The driver, not open yet: the store opens and closes it. */
  driver: KvDriver;
}

/** What `createKvStore` takes: the common options, and those of the driver that `driver` names. */
export type KvStoreOptions = KvCommonOptions & (KvDriverOptions | CustomDriverOptions);

const aGracePeriod = 'milliseconds, from 0 to 2147483647';

const observerMethods: readonly (keyof KvObserver)[] = [
  'callStarted',
  'callEnded',
  'aroundCallback',
  'driverEvent',
  'requestStarted',
  'aroundRequest',
  'requestEnded',
  'notice',
];

function isObserver(value: unknown): value is KvObserver {
  if (anObject(value)) return false;
  const methods = value as Record<keyof KvObserver, unknown>;
  return observerMethods.every((name) => {
    const method = methods[name];
    return method === undefined || typeof method === 'function';
  });
}

export const commonChecks: Readonly<Record<keyof KvCommonOptions, OptionCheck>> = {
  name: aString,
  timeout: aTimeout,
  namespace: (value) =>
    namespaceProblem(value) ? `a well-formed string, not empty and without '${separator}'` : undefined,
  defaultTtl: aTtl,
  consistency: theConsistency,
  coalesce: aBoolean,
  cache: theCache,
  breaker: theBreaker,
  startup: (value) => (value === 'fail' || value === 'lazy' ? undefined : "'fail' or 'lazy'"),
  gracePeriod: (value) => (value === 0 ? undefined : aTimeout(value) && aGracePeriod),
  observers: (value) =>
    // A copy, which has no holes.
    Array.isArray(value) && [...(value as unknown[])].every(isObserver)
      ? undefined
      : 'an array of observers, which are objects',
  clock: (value) =>
    typeof (value as KvClock | null)?.now === 'function' ? undefined : 'an object with now()',
};

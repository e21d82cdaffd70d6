/** What every call takes. */
export interface KvCallOptions {
  /** Aborting it settles the call with `ABORTED`. A change that was already sent may still be made. */
  signal?: AbortSignal;
  /** Milliseconds until the call settles with `TIMEOUT`. Default: the store's own `timeout`, 5,000 unless set. */
  timeout?: number;
}

export interface KvReadOptions extends KvCallOptions {
  /**
   * `'strong'` sees every write that any caller was told of; `'eventual'` may miss recent ones and is cheaper
   * where the back end makes a difference (half the price on DynamoDB). Default: the store's, `'strong'` unless set.
   */
  consistency?: KvConsistency;
}

export interface KvSetOptions extends KvCallOptions {
  /** Milliseconds until the entry expires, more than 0. Without it the entry never expires. */
  ttl?: number;
}

export type KvConsistency = 'strong' | 'eventual';

/** The answer of `healthCheck`. */
export interface KvHealth {
  readonly status: 'up' | 'down';
  readonly details: KvHealthDetails;
}

export interface KvHealthDetails {
  readonly driver: string;
  /** Milliseconds that the check took. */
  readonly latencyMs: number;
  /** Why the store is down. */
  readonly error?: { readonly code: string; readonly message: string };
  /** What the driver says of its back end, such as `table` and `region`. */
  readonly [detail: string]: unknown;
}

/**
 * A key-value store. The same promises on every driver: a miss is `undefined`, a failure is always a rejected
 * promise with a {@link KvError}, and every call settles by its deadline.
 *
 * Keys are well-formed strings of at least one byte of UTF-8. Portable limits: keys of 1,024 bytes with their
 * namespace and values of 256 KB; each driver states its own.
 */
export interface KvStore<T = string> {
  /** The store's name: `'default'` unless it was given one. */
  readonly name: string;
  /** The driver's name: `'dynamodb'`, `'memory'`, … */
  readonly driver: string;

  /** The value under `key`, or `undefined`. */
  get(key: string, options?: KvReadOptions): Promise<T | undefined>;
  /** The value under `key`; rejects with `NOT_FOUND` where there is none. */
  getOrThrow(key: string, options?: KvReadOptions): Promise<T>;
  /** The values under `keys`, in their order, `undefined` for each that is missing. */
  getMany(keys: Iterable<string>, options?: KvReadOptions): Promise<(T | undefined)[]>;
  /** Whether something is stored under `key`. */
  has(key: string, options?: KvReadOptions): Promise<boolean>;

  /** Stores `value` under `key`, in place of what was there. Sets the expiry, or clears it without `ttl`. */
  set(key: string, value: T, options?: KvSetOptions): Promise<void>;
  /**
   * Stores many entries. All are checked before any is sent; of entries under one key the last is stored.
   * Not atomic: where some fail, {@link KvBatchError} names them and the others are stored.
   */
  setMany(entries: Iterable<readonly [string, T]>, options?: KvSetOptions): Promise<void>;
  /** Removes what is under `key`. Removing what is not there succeeds. */
  delete(key: string, options?: KvCallOptions): Promise<void>;
  /** Removes what is under `keys`; as with `setMany`, {@link KvBatchError} names the keys that failed. */
  deleteMany(keys: Iterable<string>, options?: KvCallOptions): Promise<void>;

  /** This store inside a folder: `namespace('users')` keeps `42` as `users:42`. `name` holds no `:`. */
  namespace(name: string): KvStore<T>;

  /** Asks the back end whether it can serve. Resolves with `'down'` and the cause where it cannot. */
  healthCheck(options?: KvCallOptions): Promise<KvHealth>;
}

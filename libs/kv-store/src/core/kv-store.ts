import type { KvCodec } from './codecs/kv-codec.js';

/** What every call takes. */
export interface KvCallOptions {
  /** Aborting it settles the call with `ABORTED`. A change that was already sent may still be made. */
  signal?: AbortSignal | undefined;
  /** Milliseconds until the call settles with `TIMEOUT`. Default: the store's own `timeout`, 5,000 unless set. */
  timeout?: number | undefined;
}

/** What every read takes. */
export interface KvReadOptions extends KvCallOptions {
  /**
   * `'strong'` sees every write that any caller was told of; `'eventual'` may miss recent ones and is cheaper
   * where the back end makes a difference (half the price on DynamoDB). Default: the store's, `'strong'` unless set.
   * In a store with a `cache`, only `'strong'` given here asks the back end for what is kept.
   */
  consistency?: KvConsistency | undefined;
}

/** What every call takes that sets an expiry. */
export interface KvSetOptions extends KvCallOptions {
  /**
   * Milliseconds until the entry expires, more than 0; `null` for never. Default: the store's `defaultTtl`, never
   * unless set.
   */
  ttl?: number | null | undefined;
}

/** What `increment` takes, which may create an entry. */
export interface KvCreateOptions extends KvCallOptions {
  /**
   * Milliseconds until the entry expires where this call creates it, more than 0; `null` for never. Default: the
   * store's `defaultTtl`, never unless set. The expiry of an entry that is there already stays as it is.
   */
  ttl?: number | null | undefined;
}

/** What `getOrSet` takes. */
export interface KvGetOrSetOptions extends KvReadOptions {
  /**
   * Milliseconds until what was loaded expires, more than 0; `null` for never. Default: the store's `defaultTtl`,
   * never unless set.
   */
  ttl?: number | null | undefined;
}

/** Which entries a list is of. Its keys are as the caller names them, without the namespace. */
export interface KvRange extends KvReadOptions {
  /** What their keys begin with. Default: all. */
  prefix?: string | undefined;
}

/** Which page of a list. */
export interface KvPageRange extends KvRange {
  /** The most entries to give: a whole number from 1 to 1,000. Default: 100. */
  limit?: number | undefined;
  /** Where the page before ended: its `cursor`, of the same range. Default: begins at the beginning. */
  cursor?: string | undefined;
}

/** A part of a list. */
export interface KvPage<T> {
  /** In no order. Fewer than `limit`, or none, does not mean that this is the end. */
  readonly entries: readonly KvEntry<T>[];
  /**
   * Where the next page begins; without it this is the last. Safe in a URL. It is no secret, and may hold a key. It
   * does not run out, and leads nowhere outside of its range.
   */
  readonly cursor?: string;
}

/** What `clear` removes: what begins with `prefix`, or everything. */
export type KvClearRange = KvCallOptions & ({ prefix: string } | { all: true });

/** What `namespace` takes beside the name. */
export interface KvNamespaceOptions {
  /**
   * Milliseconds until entries expire that are stored in it without a `ttl`, more than 0; `null` for never. Default:
   * as in the store around it.
   */
  defaultTtl?: number | null | undefined;
}

/** An entry with what is known of it. */
export interface KvEntry<T> {
  /** As the caller names it, without the namespace. */
  readonly key: string;
  /** What the codec made of what is stored. */
  readonly value: T;
  /** For `replaceIf` and `deleteIf`. */
  readonly version: KvVersion;
  /** Epoch milliseconds at which the entry expires; without it, it never does. */
  readonly expiresAt?: number;
}

/**
 * Names one state of one entry. Opaque, to be compared for equality only: an equal version means an equal value.
 * Writing the same value again, or `touch`, may or may not change it. Safe in a URL and in an `ETag`.
 */
export type KvVersion = string;

/** What came of a conditional change: `ok: false` where the entry was not as the caller expected. */
export type KvCommit = { readonly ok: true; readonly version: KvVersion } | { readonly ok: false };

/** What a read sees: all that any caller was told is written, or perhaps not the last of it. */
export type KvConsistency = 'strong' | 'eventual';

/** The answer of `healthCheck`. */
export interface KvHealth {
  /** Whether the back end answered in time. */
  readonly status: 'up' | 'down';
  /** More of it, for people. */
  readonly details: KvHealthDetails;
}

/** What the back end is, and how it does. No credentials. */
export interface KvHealthDetails {
  /** The name of the driver. */
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
  /** The entry under `key` with its version and expiry, or `undefined`. */
  getEntry(key: string, options?: KvReadOptions): Promise<KvEntry<T> | undefined>;
  /** The values under `keys`, in their order, `undefined` for each that is missing. */
  getMany(keys: Iterable<string>, options?: KvReadOptions): Promise<(T | undefined)[]>;
  /** Whether something is stored under `key`. */
  has(key: string, options?: KvReadOptions): Promise<boolean>;
  /**
   * The value under `key`; where there is none, what `load` gives, stored. Callers side by side in this process
   * share one load. If another caller stores a value first, that one is returned; if a `set`, `delete` or
   * `clear` of the key is called here meanwhile, what was loaded is returned and not stored. What `load` throws is
   * rejected with as it is. The time it takes counts toward `timeout`.
   */
  getOrSet(key: string, load: () => T | Promise<T>, options?: KvGetOrSetOptions): Promise<T>;

  /** Stores `value` under `key`, in place of what was there. Sets the expiry by `ttl`, or clears it. */
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

  /** Stores `value` only if nothing is stored under `key`. */
  create(key: string, value: T, options?: KvSetOptions): Promise<KvCommit>;
  /** Stores `value` only if the entry still has `version`. Sets the expiry by `ttl`, or clears it. */
  replaceIf(key: string, value: T, version: KvVersion, options?: KvSetOptions): Promise<KvCommit>;
  /** Removes the entry only if it still has `version`. Resolves with whether it did. */
  deleteIf(key: string, version: KvVersion, options?: KvCallOptions): Promise<boolean>;
  /**
   * Replaces the value by what `change` makes of it; `undefined` stands for no entry on both sides. Where another
   * writer comes between, `change` runs again on the newer value, so it must be free of side effects; after the
   * deadline the call rejects with `CONFLICT`. Keeps the expiry. Resolves with what is stored. What `change` throws
   * is rejected with as it is, and nothing is changed. A `set` or `delete` of the key waits for the update to end,
   * so `change` must not wait for one.
   */
  update(
    key: string,
    change: (current: T | undefined) => T | undefined | Promise<T | undefined>,
    options?: KvCreateOptions,
  ): Promise<T | undefined>;
  /** Removes the entry and resolves with its value, in one step: of several takers one gets it. */
  take(key: string, options?: KvCallOptions): Promise<T | undefined>;
  /**
   * Adds `by` to the whole number stored under `key`, in one step, and resolves with the sum. Nothing stored counts
   * as 0. Keeps the expiry. `INVALID_ARGUMENT`, and nothing changed, where what is stored is not a whole number in
   * plain decimal, or the sum would exceed ±(2^53 − 1).
   *
   * @param by A whole number. Default: 1.
   */
  increment(
    this: KvStore | KvStore<number>,
    key: string,
    by?: number,
    options?: KvCreateOptions,
  ): Promise<number>;
  /**
   * Lets the entry expire `ttl` milliseconds from now, or never where `ttl` is `null`. Resolves with whether there
   * was an entry.
   */
  touch(key: string, ttl: number | null, options?: KvCallOptions): Promise<boolean>;

  /**
   * The keys in the range, read page by page while they are asked for; each page has a deadline of its own. Whoever
   * stops asking stops the reading. In no order, and a key may come twice; nothing that was there all the time is
   * left out. What a back end must read for this differs: DynamoDB reads, and bills, its whole table.
   */
  keys(range?: KvRange): AsyncIterable<string>;
  /**
   * The entries in the range, as `keys` gives their keys. One that the codec cannot read ends the list with
   * `CORRUPT`, and is named by the error's `key`; `keys` passes over none.
   */
  entries(range?: KvRange): AsyncIterable<KvEntry<T>>;
  /** One page of `entries`, and where the next begins. */
  page(range?: KvPageRange): Promise<KvPage<T>>;
  /**
   * Removes what is in the range, page by page, each with a deadline of its own, and resolves with how many entries
   * it was. Not atomic: what is stored meanwhile may be removed or not, and where it fails, some are removed already.
   *
   * @param range Inside a namespace it may be left out. At the root that is `INVALID_ARGUMENT`: say `{ all: true }`.
   */
  clear(range?: KvClearRange): Promise<number>;

  /**
   * This store inside a folder: `namespace('users')` keeps `42` as `users:42`. They nest.
   *
   * @param name Not empty, and without `:`.
   */
  namespace(name: string, options?: KvNamespaceOptions): KvStore<T>;
  /** The same entries with values of another type, as `kv.as(json(UserSchema))`: see {@link KvCodec}. */
  as<U>(codec: KvCodec<U>): KvStore<U>;

  /** Asks the back end whether it can serve. Resolves with `'down'` and the cause where it cannot. */
  healthCheck(options?: KvCallOptions): Promise<KvHealth>;
}

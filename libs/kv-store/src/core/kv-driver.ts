import type { KvFailure } from './kv-error.js';
import type { KvConsistency, KvVersion } from './kv-store.js';

/**
 * What a back end must do to be a store: the interface that drivers implement and applications never see.
 *
 * Arguments are always right: keys are well-formed, within `limits`, carry their namespace, and no call names
 * one twice. Drivers return or throw their client's own errors and only `classify` them; what they find wrong
 * themselves is a {@link KvFault}. They neither log nor know of metrics: what only they can see goes to
 * `call.report`. They are never called before `open` has resolved or after `close` was called.
 */
export interface KvDriver {
  /** In errors, metrics and logs: `'dynamodb'`. */
  readonly name: string;
  /** What it can hold: calls past it are refused before they reach it. */
  readonly limits: KvLimits;
  /** What health answers and the start-up log say of the back end, reachable or not: `{ table, region }`. */
  readonly details: KvDetails;
  /**
   * Which back end it is to traces and metrics. The same object until something of it changes, as when `open` has found
   * out more. Without it: the name of the driver.
   */
  readonly backEnd?: KvBackEnd;
  /**
   * True when a call takes effect before it returns its promise: no I/O, so no deadline and no queue. `'reads'` when
   * that is so of `readNow` alone.
   */
  readonly inProcess?: boolean | 'reads';
  /** How calls made side by side travel together. Left out where that gains nothing. May change over time. */
  readonly coalescing?: KvCoalescing | undefined;

  /**
   * Connects, and rejects with a sentence that helps when the back end cannot serve; then it may be called again. Ends
   * soon after `call.signal` is aborted.
   */
  open(call: KvDriverCall): Promise<void>;
  /** Releases everything that the driver opened, and nothing that it was handed. Called once. */
  close(): Promise<void>;
  /** Asks the back end whether it can serve. Resolves with what is worth adding to `details`. */
  ping(call: KvDriverCall): Promise<KvDetails>;
  /**
   * One outcome per key, in the order of `keys`; `undefined` for a key that is missing. Expired records may be
   * returned with their `expiresAt`: the store hides them.
   */
  read(keys: readonly string[], call: KvDriverCall): Promise<KvResults<KvRecord | undefined>>;
  /** Unconditional changes, one outcome per change, in their order. May be sent again after a failure. */
  write(changes: readonly KvChange[], call: KvDriverCall): Promise<KvResults<void>>;
  /**
   * Makes `change` in one atomic step, if the entry still has the version `expected`, or is absent where that is
   * undefined. An expired entry is absent. Resolves with the new version, of a delete with `expected`, or with
   * undefined where the condition did not hold. A version that this driver never gave out is one that differs.
   *
   * Never sent again once it may have been done; then it rejects with `outcome: 'unknown'`.
   */
  swap(change: KvChange, expected: KvVersion | undefined, call: KvDriverCall): Promise<KvVersion | undefined>;

  // What follows is for back ends that do it in one step; without it the store reads and swaps until it succeeds.
  // Each is atomic, takes an expired entry for absent, and is never sent again once it may have been done.

  /**
   * Adds `by` to the counter under `key` and resolves with the sum, keeping the expiry; an absent entry becomes
   * one of `by` that expires at `expiresAt`. Refuses with {@link KvFault} `INVALID_ARGUMENT`, the entry unharmed,
   * where `nextCount` does.
   */
  increment?(key: string, by: number, expiresAt: number | undefined, call: KvDriverCall): Promise<number>;
  /** Moves the moment of expiry, or takes it away. Resolves with whether there was an entry. */
  touch?(key: string, expiresAt: number | undefined, call: KvDriverCall): Promise<boolean>;
  /** Removes the entry and resolves with it. */
  take?(key: string, call: KvDriverCall): Promise<KvRecord | undefined>;

  // What follows is for drivers that are `inProcess`, which then answer most calls without a promise.

  /** What `read` gives for one key. */
  readNow?(key: string, call: KvDriverCall): KvRecord | undefined;
  /**
   * Where only reads are `inProcess`: called before strong ones, and once for several. Whether `readNow` now sees
   * all that was written; where it does not, `read` is called instead.
   */
  refresh?(): boolean;
  /** Makes one change, as `write` does. */
  writeNow?(change: KvChange, call: KvDriverCall): void;

  /**
   * One page of the entries whose keys begin with `range.prefix`, in any order. Page after page, what is there all
   * the time comes at least once. What cannot be read as a record is passed over; what has expired may be given.
   * A page may be short, or empty, as to stay within some hundred milliseconds and a megabyte; only the last has no
   * cursor. Left out where the back end cannot list: then lists are `UNSUPPORTED`.
   */
  list?(range: KvRecordRange, call: KvDriverCall): Promise<KvRecordPage>;

  /** What a raw error of this driver's client means. Never throws. */
  classify(error: unknown): KvFailure;
}

/** The call as drivers see it. */
export interface KvDriverCall {
  /** Aborted when nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
  /** Whether `signal` is aborted, and `then` called when it will be: for requests that cost less than to make one. */
  readonly isAborted?: boolean;
  /** Calls `then` when the call is cut off from now on. Look at `isAborted` first. */
  onAbort?(then: () => void): void;
  /** Of a read: whether it has to see every write that any caller was told of. */
  readonly consistency: KvConsistency;
  /** Of a read: nobody will look at versions, or at when what is live expires, so that both may be left out: `''`. */
  readonly valuesOnly?: boolean;
  /** Epoch milliseconds by the store's clock. */
  now(): number;
  /** Tells the observers; undefined when none wants to know, so that gathering facts for them can be spared. */
  readonly report?: ((event: KvDriverEvent) => void) | undefined;
  /** Tells an operator, in whole sentences and once, what slows the store down or needs mending. */
  notice(message: string): void;
}

/** What happens below a call: what only the driver can see, and what the near cache and the circuit breaker do. */
export type KvDriverEvent =
  /** One request that carried several keys. */
  | { readonly type: 'batch'; readonly operation: 'read' | 'write'; readonly size: number }
  /** Capacity units that the back end says were consumed. */
  | { readonly type: 'capacity'; readonly operation: 'read' | 'write'; readonly units: number }
  /** Keys that a batch left undone and that are sent again. */
  | { readonly type: 'leftovers'; readonly operation: 'read' | 'write'; readonly count: number }
  /** One request that the back end refused as too much; the driver sends it again where it can. */
  | { readonly type: 'throttled'; readonly operation: 'read' | 'write' }
  /** Of the keys of one call, those that the store's near cache answered for, and those that it did not. */
  | { readonly type: 'cache'; readonly hits: number; readonly misses: number }
  /** The state of the store's circuit breaker: when the store is made, and with each change. */
  | { readonly type: 'breaker'; readonly state: KvBreakerState };

/** Whether calls are let through: all, none, or one to see whether the back end answers again. */
export type KvBreakerState = 'closed' | 'open' | 'half-open';

/** Plain facts for people: no credentials. */
export type KvDetails = Readonly<Record<string, string | number | boolean>>;

/**
 * A back end in the terms of OpenTelemetry's conventions for databases, in parentheses. No credentials: all of it is
 * shown to whoever looks at traces.
 */
export interface KvBackEnd {
  /** (`db.system.name`) `'aws.dynamodb'`. */
  readonly system: string;
  /** (`db.collection.name`) The table or bucket. */
  readonly collection?: string;
  /** (`db.namespace`) The database within the server. */
  readonly namespace?: string;
  /** (`server.address`) The host, or the path of a socket, as the options say it: the first where they name several. */
  readonly address?: string;
  /** (`server.port`) Left out where it is the usual one. */
  readonly port?: number;
  /** Whether it works in this process, so that its spans are of kind INTERNAL and not CLIENT. */
  readonly embedded?: boolean;
}

/** How much one entry may take. Past it calls fail with `TOO_LARGE`, and nothing is sent. */
export interface KvLimits {
  /** The longest key, with its namespace, in bytes of UTF-8. */
  readonly keyBytes: number;
  /** The largest key and value together, in bytes. */
  readonly entryBytes: number;
}

/** How much one request of a driver carries, and how many may be under way. */
export interface KvCoalescing {
  /** The most keys that one request reads: 1 where reads travel alone. */
  readonly reads: number;
  /** The most changes that one request makes: 1 where writes travel alone. */
  readonly writes: number;
  /** The most requests in flight; what comes then waits for one to return. */
  readonly inFlight: number;
  /**
   * Milliseconds of CPU that a request costs this process besides what its keys do. The less that is beside the time
   * that the back end takes, the more requests are sent at once instead of waiting for each other. Without it two.
   */
  readonly overhead?: number;
}

/** One entry as a driver gives it. */
export interface KvRecord {
  /** As the back end holds it. Text and its UTF-8 are one to the store, which turns one into the other. */
  readonly value: string | Uint8Array;
  /** Equal to another only where the values are equal. */
  readonly version: KvVersion;
  /** Epoch milliseconds from which the record counts as absent. */
  readonly expiresAt?: number | undefined;
}

/** Which part of a list a driver is asked for. */
export interface KvRecordRange {
  /** With the namespace; empty for all. */
  readonly prefix: string;
  /** The most records to give. */
  readonly limit: number;
  /** Of this driver's page before, of the same prefix. Where it no longer leads on, refuse it: `INVALID_ARGUMENT`. */
  readonly cursor?: string | undefined;
  /**
   * Whether nobody will look at values and versions, so that both may be `''`. `expiresAt` is needed all the same where
   * it is the store that hides what has expired.
   */
  readonly keysOnly: boolean;
}

/** A part of a list, of any length. */
export interface KvRecordPage {
  /** In any order; none does not mean that this is the end. */
  readonly records: readonly KvListedRecord[];
  /** Where the next page begins. Well-formed text of the driver's own making; it may hold a key. */
  readonly cursor?: string | undefined;
}

/** One entry of a list, which says its key as well. */
export interface KvListedRecord extends KvRecord {
  /** With the namespace. */
  readonly key: string;
}

/** One change that a driver is told to make. */
export type KvChange = KvPut | KvDelete;

/** Puts a value under a key, in place of what is there. */
export interface KvPut {
  /** Tells it from a delete. */
  readonly type: 'put';
  /** With the namespace. */
  readonly key: string;
  /** Text as a string, bytes as an array of them. */
  readonly value: string | Uint8Array;
  /** Epoch milliseconds, whole. Without it the entry never expires. */
  readonly expiresAt?: number | undefined;
  /**
   * Of a swap: the entry expires when it did before, which `expiresAt` says too. For back ends with a clock of their
   * own, to which that moment would be a new one.
   */
  readonly keepsExpiry?: boolean;
}

/** Takes away what is under a key. That nothing is there is no failure. */
export interface KvDelete {
  /** Tells it from a put. */
  readonly type: 'delete';
  /** With the namespace. */
  readonly key: string;
}

/** The outcome for one key. */
export type KvResult<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

/** One for each key, in their order. One that takes longer than its neighbours may follow as a promise. */
export type KvResults<T> = readonly (KvResult<T> | Promise<KvResult<T>>)[];

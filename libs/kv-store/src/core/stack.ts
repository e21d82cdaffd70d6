import type { Asker } from './asker.js';
import type { Call } from './call.js';
import type { Retries } from './contention.js';
import type {
  KvBreakerState,
  KvChange,
  KvDetails,
  KvDriver,
  KvRecord,
  KvRecordPage,
  KvRecordRange,
} from './kv-driver.js';
import type { KvOperation } from './kv-observer.js';
import type { KvCallOptions, KvVersion } from './kv-store.js';
import type { Loads } from './loads.js';
import type { Outcome } from './outcomes.js';
import type { End, Work } from './work.js';

/** What a store stands on: a driver behind the layers. `createKvStore` puts it together. */
export interface Stack {
  readonly name: string;
  readonly driver: KvDriver;
  readonly backend: Backend;
  readonly retries: Retries;
  readonly loads: Loads;
  /** Of the circuit breaker, where there is one. */
  readonly breakerState: (() => KvBreakerState) | undefined;
  /** Carries out `work` as one public call. Whatever it throws reaches the caller as a `KvError`. */
  run<R>(operation: KvOperation, options: KvCallOptions | undefined, key: unknown, work: Work<R>): Promise<R>;
}

/** Carries out `work` as `call` and tells `end`. A layer around public calls is a function that wraps one of these. */
export type Run = <R>(call: Call, work: Work<R>, end: End<R>) => void;
export type Layer = (next: Run) => Run;

/** The driver's verbs behind the layers. Reads and writes never reject: each key has its outcome. */
export interface Backend {
  readonly open: (call: Call) => Promise<void>;
  readonly ping: (call: Call) => Promise<KvDetails>;
  readonly read: (keys: readonly string[], call: Call) => Promise<readonly Outcome<KvRecord | undefined>[]>;
  /** Reads one key. `asker` may be told before this returns. */
  readonly readOne: (key: string, call: Call, asker: Asker<KvRecord | undefined>) => void;
  /** Rejects with the `KvError` of `call`. */
  readonly list: (range: KvRecordRange, call: Call) => Promise<KvRecordPage>;
  readonly write: (changes: readonly KvChange[], call: Call) => Promise<readonly Outcome<void>[]>;
  readonly writeOne: (change: KvChange, call: Call, asker: Asker<void>) => void;
  /**
   * Carries out `work`, which changes the one entry under `key` in whatever steps it takes, after the writes to it
   * that were called before and before those that are called later.
   */
  readonly change: <R>(key: string, call: Call, work: (steps: Steps) => Promise<R>) => Promise<R>;
}

export type Reads = Pick<Backend, 'read' | 'readOne'>;

/** What a change of one entry can be made of. Each rejects with the `KvError` of `call`. */
export interface Steps {
  /** The record under `key`, expired or not; always a strong read. */
  readonly read: (key: string, call: Call) => Promise<KvRecord | undefined>;
  /** The new version, or undefined where the entry has another version than `expected`. */
  readonly swap: (
    change: KvChange,
    expected: KvVersion | undefined,
    call: Call,
  ) => Promise<KvVersion | undefined>;
  readonly increment: (key: string, by: number, expiresAt: number | undefined, call: Call) => Promise<number>;
  readonly touch: (key: string, expiresAt: number | undefined, call: Call) => Promise<boolean>;
  readonly take: (key: string, call: Call) => Promise<KvRecord | undefined>;
}

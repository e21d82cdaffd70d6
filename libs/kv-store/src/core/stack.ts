import type { Call } from './call.js';
import type { KvChange, KvDetails, KvDriver, KvRecord } from './kv-driver.js';
import type { KvOperation } from './kv-observer.js';
import type { KvCallOptions } from './kv-store.js';
import type { Outcome } from './outcomes.js';

/** What a store stands on: a driver behind the layers. `createKvStore` puts it together. */
export interface Stack {
  readonly name: string;
  readonly driver: KvDriver;
  readonly backend: Backend;
  /** Carries out `work` as one public call. Whatever it throws reaches the caller as a `KvError`. */
  run<R>(
    operation: KvOperation,
    options: KvCallOptions | undefined,
    key: unknown,
    work: (call: Call) => Promise<R>,
  ): Promise<R>;
}

/** Carries out `work` as `call`. A layer around public calls is a function that wraps one of these. */
export type Run = <R>(call: Call, work: (call: Call) => Promise<R>) => Promise<R>;
export type Layer = (next: Run) => Run;

/** The driver's verbs with their failures classified. Reads and writes never reject: each key has its outcome. */
export interface Backend {
  open(call: Call): Promise<void>;
  read(keys: readonly string[], call: Call): Promise<Outcome<KvRecord | undefined>[]>;
  write(changes: readonly KvChange[], call: Call): Promise<Outcome<void>[]>;
  ping(call: Call): Promise<KvDetails>;
}

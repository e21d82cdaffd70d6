import type { KvDriverEvent } from './kv-driver.js';
import type { KvError, KvErrorCode } from './kv-error.js';

/** The public calls, by name. */
export type KvOperation =
  | 'open'
  | 'get'
  | 'getOrThrow'
  | 'getEntry'
  | 'getMany'
  | 'getOrSet'
  | 'has'
  | 'set'
  | 'setMany'
  | 'delete'
  | 'deleteMany'
  | 'create'
  | 'replaceIf'
  | 'deleteIf'
  | 'update'
  | 'take'
  | 'increment'
  | 'touch'
  | 'keys'
  | 'entries'
  | 'page'
  | 'clear'
  | 'healthCheck';

/**
 * Is told of every call's start and end, and of the driver's events. Metrics, traces and logs are observers.
 * It is called synchronously on the path of each call, so it must be quick; what it throws is reported once as a
 * process warning and harms no call.
 */
export interface KvObserver {
  /** A call begins; its arguments may still be refused. */
  callStarted?(call: KvCallInfo): void;
  /** `call` is the same object that `callStarted` got, so state may be kept in a WeakMap. */
  callEnded?(call: KvCallInfo, end: KvCallEnd): void;
  /** Something happened below the calls of this store. */
  driverEvent?(event: KvDriverEvent, store: KvStoreInfo): void;
  /** Something that an operator should know, such as a policy that forbids batches: whole sentences, said once. */
  notice?(message: string, store: KvStoreInfo): void;
}

/** The store that an observer is told of. */
export interface KvStoreInfo {
  /** Its name. */
  readonly store: string;
  /** The name of its driver. */
  readonly driver: string;
}

/** One public call: no key and no value. */
export interface KvCallInfo extends KvStoreInfo {
  /** Which call it is. */
  readonly operation: KvOperation;
}

/** How a public call ended. */
export interface KvCallEnd {
  /** In one word. */
  readonly outcome: KvOutcome;
  /** Milliseconds from the call to its answer, waiting included. */
  readonly durationMs: number;
  /** What the caller was given, where it failed. Its `key` and `failures` are not for logs. */
  readonly error?: KvError;
}

/**
 * How a call ended: what a read found, `ok`, the code of its error, or `thrown` where the caller's own `load` or
 * `change` threw.
 */
export type KvOutcome = 'hit' | 'miss' | 'ok' | 'thrown' | KvErrorCode;

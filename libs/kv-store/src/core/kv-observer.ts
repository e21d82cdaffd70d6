import type { KvBackEnd, KvDriverEvent } from './kv-driver.js';
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
 * process warning and harms no call. Of its methods `callStarted` alone is called in the asynchronous context of the
 * caller; the others in that of whoever travels with it.
 */
export interface KvObserver {
  /** A call begins; its arguments may still be refused. */
  callStarted?(call: KvCallInfo): void;
  /** `call` is the same object that `callStarted` got, so state may be kept in a WeakMap. */
  callEnded?(call: KvCallInfo, end: KvCallEnd): void;
  /**
   * Must call `run` at once, as within an asynchronous context, and return what it returns: the caller's own function,
   * `load` of `getOrSet` or `change` of `update`, runs in there. Of a `load` that several calls share, `call` is the
   * first that waits for it.
   */
  aroundCallback?<R>(call: KvCallInfo, run: () => R): R;
  /** Something happened below the calls of this store. */
  driverEvent?(event: KvDriverEvent, store: KvStoreInfo): void;
  /**
   * A request to the back end begins, in which several calls may travel. What a driver does without I/O, as all of
   * `memory` and most reads of `lmdb`, is no request.
   */
  requestStarted?(request: KvRequestInfo): void;
  /**
   * Must call `send` at once, as within an asynchronous context, and return what it returns. All that the back end's
   * client does for the request begins in there.
   */
  aroundRequest?<R>(request: KvRequestInfo, send: () => R): R;
  /** `request` is the same object that `requestStarted` got. */
  requestEnded?(request: KvRequestInfo, end: KvRequestEnd): void;
  /** Something that an operator should know, such as a policy that forbids batches: whole sentences, said once. */
  notice?(message: string, store: KvStoreInfo): void;
}

/** The store that an observer is told of. */
export interface KvStoreInfo {
  /** Its name. */
  readonly store: string;
  /** The name of its driver. */
  readonly driver: string;
  /** What it stands on, in the terms of traces and metrics. */
  readonly backEnd: KvBackEnd;
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
  /** Of `getMany`, `setMany` and `deleteMany`: how many keys or entries they were given. */
  readonly size?: number | undefined;
}

/** One request to the back end: no key and no value. What the client sends again for it is part of it. */
export interface KvRequestInfo extends KvStoreInfo {
  /** Which method of the driver it is. */
  readonly operation: KvRequestOperation;
  /** How many keys it carries: 0 where it is not about keys. */
  readonly size: number;
  /** The calls that it is made for, each once, in the order in which they asked. */
  readonly calls: readonly KvCallInfo[];
}

/** How a request to the back end ended. */
export interface KvRequestEnd {
  /** Of a request that carries several keys: the first failure's code, where one failed. */
  readonly outcome: 'ok' | KvErrorCode;
  /** Milliseconds from when it was sent until all of it was answered. */
  readonly durationMs: number;
  /** The calls that still wait for it, with those that have joined it since it was sent. */
  readonly calls: readonly KvCallInfo[];
}

/** What drivers can be asked for, by name: the methods of `KvDriver`. */
export type KvRequestOperation =
  'open' | 'ping' | 'read' | 'write' | 'swap' | 'increment' | 'touch' | 'take' | 'list';

/**
 * How a call ended: what a read found, `ok`, the code of its error, or `thrown` where the caller's own `load` or
 * `change` threw.
 */
export type KvOutcome = 'hit' | 'miss' | 'ok' | 'thrown' | KvErrorCode;

import type { KvCommit, KvVersion } from '../../core/kv-store.js';

/** One call on one key as its caller saw it. A call on many keys is recorded as one operation for each. */
export type Operation = Timing & Call;

export interface Timing {
  readonly key: string;
  /** The store that was called: within one store of one process calls have an order that it keeps. */
  readonly process: string;
  /** The place among the calls of its process, by which they were called. */
  readonly sequence: number;
  /** Nanoseconds on a clock that all processes share. */
  readonly call: number;
  /** Infinity where nobody knows whether the change was made, and whether it still will be. */
  readonly return: number;
  /**
   * Of a read that may be answered as of a moment before it was made, by a cache: when it was made, while `call` is the
   * earliest such moment. It sees the changes that its process was told of before.
   */
  readonly made?: number;
}

/** What was asked and answered. The answer is missing where the outcome is unknown. */
export type Call =
  | { readonly kind: 'get' | 'getMany'; readonly output: string | undefined }
  | { readonly kind: 'getEntry'; readonly output: SeenEntry | undefined }
  | { readonly kind: 'has'; readonly output: boolean }
  | { readonly kind: 'getOrSet'; readonly input: Loading; readonly output?: string }
  | { readonly kind: 'set' | 'setMany'; readonly input: string }
  | { readonly kind: 'delete' | 'deleteMany' }
  | { readonly kind: 'create'; readonly input: string; readonly output?: KvCommit }
  | { readonly kind: 'replaceIf'; readonly input: SeenEntry; readonly output?: KvCommit }
  | { readonly kind: 'deleteIf'; readonly input: KvVersion; readonly output?: boolean }
  | { readonly kind: 'update'; readonly input: Replacement; readonly output?: string | undefined }
  | { readonly kind: 'take'; readonly output?: string | undefined }
  | { readonly kind: 'increment'; readonly input: number; readonly output?: number }
  | { readonly kind: 'touch'; readonly output?: boolean };

/** An entry as `getEntry` gives it; for `replaceIf`, the new value and the version that is expected. */
export interface SeenEntry {
  readonly value: string;
  readonly version: KvVersion;
}

/** What `update` read, and what its function made of it, when the function ran last. */
export interface Replacement {
  readonly current: string | undefined;
  readonly next: string | undefined;
}

/** How a `getOrSet` came by its answer, as far as its caller can tell. */
export interface Loading {
  /** What its own function gave; undefined where it did not run. */
  readonly loaded: string | undefined;
  /** Whether a `set` or `delete` that the same process called meanwhile keeps the loaded value from being stored. */
  readonly overtaken: 'no' | 'maybe' | 'surely';
  /** Whether it may have shared the load of another caller. */
  readonly shared: boolean;
}

/** Whether the change may be made at any time after its call, or never. */
export function isUnknown(operation: Operation): boolean {
  return operation.return === Infinity;
}

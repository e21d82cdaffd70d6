import type { Call } from '../core/call.js';
import { Thrown } from '../core/callers-own.js';
import { describeCause, isA, KvError } from '../core/kv-error.js';
import { KvFault } from '../core/kv-fault.js';
import type { End } from '../core/work.js';

/**
 * Settles the caller's promise: outermost. Whatever the work throws, the caller gets the `KvError` of this call; what
 * the caller's own function threw, as it is.
 */
export class Answer<R> implements End<R> {
  constructor(
    private readonly call: Call,
    private readonly resolve: (value: R) => void,
    private readonly reject: (error: unknown) => void,
  ) {}

  succeed(value: R): void {
    this.resolve(value);
  }

  fail(error: unknown): void {
    this.refuse(explained(error, this.call));
  }

  /** What the caller's own function threw, as it is. */
  refuse(error: KvError | Thrown): void {
    this.reject(error instanceof Thrown ? error.thrown : error);
  }
}

export function explained(error: unknown, call: Call): KvError | Thrown {
  if (isA(error, KvError) || isA(error, Thrown)) return error;
  if (isA(error, KvFault)) return call.error(error);
  return call.error({ code: 'UNKNOWN', cause: describeCause(error) });
}

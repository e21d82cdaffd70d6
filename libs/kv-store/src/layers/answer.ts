import type { Call } from '../core/call.js';
import { Thrown } from '../core/callers-own.js';
import { describeCause, KvError } from '../core/kv-error.js';
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
    readonly reject: (error: unknown) => void,
  ) {}

  succeed(value: R): void {
    this.resolve(value);
  }

  fail(error: unknown): void {
    this.reject(explained(error, this.call));
  }
}

export function explained(error: unknown, call: Call): unknown {
  if (error instanceof KvError) return error;
  if (error instanceof Thrown) return error.thrown;
  if (error instanceof KvFault) return call.error(error);
  return call.error({ code: 'UNKNOWN', cause: describeCause(error) });
}

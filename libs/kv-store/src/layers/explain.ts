import type { Call } from '../core/call.js';
import { Thrown } from '../core/callers-own.js';
import { describeCause, KvError } from '../core/kv-error.js';
import { KvFault } from '../core/kv-fault.js';
import type { Layer } from '../core/stack.js';
import type { End } from '../core/work.js';

/**
 * Whatever the work throws, the caller gets the `KvError` of this call; what the caller's own function threw, as it
 * is. Around everything that may throw.
 */
export const explain: Layer = (next) => (call, work, end) => {
  const explained = new Explained(call, end);
  try {
    next(call, work, explained);
  } catch (error) {
    explained.fail(error);
  }
};

class Explained<R> implements End<R> {
  readonly #call: Call;
  readonly #end: End<R>;

  constructor(call: Call, end: End<R>) {
    this.#call = call;
    this.#end = end;
  }

  succeed(value: R): void {
    this.#end.succeed(value);
  }

  fail(error: unknown): void {
    this.#end.fail(explanation(error, this.#call));
  }
}

function explanation(error: unknown, call: Call): unknown {
  if (error instanceof KvError) return error;
  if (error instanceof Thrown) return error.thrown;
  if (error instanceof KvFault) return call.error(error);
  return call.error({ code: 'UNKNOWN', cause: describeCause(error) });
}

import { Thrown } from '../core/callers-own.js';
import { describeCause, KvError } from '../core/kv-error.js';
import { KvFault } from '../core/kv-fault.js';
import type { Layer } from '../core/stack.js';

/**
 * Whatever the work throws, the caller gets the `KvError` of this call; what the caller's own function threw, as it
 * is. Around everything that may throw.
 */
export const explain: Layer = (next) => async (call, work) => {
  try {
    return await next(call, work);
  } catch (error) {
    if (error instanceof KvError) throw error;
    if (error instanceof Thrown) throw error.thrown;
    if (error instanceof KvFault) throw call.error(error);
    throw call.error({ code: 'UNKNOWN', cause: describeCause(error) });
  }
};

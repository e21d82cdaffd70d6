import { isA, KvError, nameOf } from '../core/kv-error.js';
import { invalid, KvFault } from '../core/kv-fault.js';

export function refusal(message: string, store = 'default'): KvError {
  return new KvError(invalid(message), { operation: 'open', store, driver: 'none' });
}

/** What a check of options throws, as an error of Nest's start. */
export function refusing<R>(check: () => R): R {
  try {
    return check();
  } catch (error) {
    if (isA(error, KvError)) throw error;
    throw refusal(
      isA(error, KvFault)
        ? error.message
        : `the options cannot be read: one of them throws (${nameOf(error)}).`,
    );
  }
}

import type { Call } from './call.js';
import { KvBatchError, type KvError, type KvFailure } from './kv-error.js';
import { KvFault } from './kv-fault.js';

/** What came of one key: like a driver's `KvResult`, with the failure classified. */
export type Outcome<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: KvFailure };

/** What went well. */
export class Success<T> {
  readonly ok = true;

  constructor(readonly value: T) {}
}

/** The value of a call on one key, or its failure thrown. */
export function valueOrThrow<T>(outcomes: readonly Outcome<T>[], call: Call): T {
  const outcome = outcomes[0];
  if (outcome?.ok) return outcome.value;
  throw call.error(outcome?.error ?? { code: 'UNKNOWN', message: 'the driver gave no outcome.' });
}

/** The values of a call on many keys; where some failed, a `KvBatchError` that names them. */
export function valuesOrThrow<T>(outcomes: readonly Outcome<T>[], keys: readonly string[], call: Call): T[] {
  const values: T[] = [];
  const failures: KvError[] = [];
  outcomes.forEach((outcome, index) => {
    if (outcome.ok) values.push(outcome.value);
    else failures.push(call.error(outcome.error, keys[index]));
  });
  if (failures.length > 0) throw new KvBatchError(failures, keys.length, call.info);
  return values;
}

/** The outcome of `change` on a value; a fault that it throws becomes that key's own failure. */
export function mapOutcome<A, B>(outcome: Outcome<A>, change: (value: A) => B): Outcome<B> {
  if (!outcome.ok) return outcome;
  try {
    return { ok: true, value: change(outcome.value) };
  } catch (error) {
    if (error instanceof KvFault) return { ok: false, error };
    throw error;
  }
}

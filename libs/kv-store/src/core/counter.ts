import { invalid, type KvFault } from './kv-fault.js';
import { setting } from './options.js';

/** A whole number as `increment` writes it. `05`, `+5`, `-0`, `5.0` and ` 5` are other texts. */
const plainDecimal = /^(0|-?[1-9]\d*)$/;

/** The count `by` after the one that is stored, 0 where nothing is. Refuses what is no count, and sums out of range. */
export function nextCount(stored: string | Uint8Array | undefined, by: number): number {
  const count = stored === undefined ? 0 : countOf(stored);
  const sum = count + by;
  if (!Number.isSafeInteger(sum)) throw outOfRange();
  return sum;
}

/** Text and its UTF-8 are one, whichever of them the back end keeps. */
function countOf(stored: string | Uint8Array): number {
  const text = typeof stored === 'string' ? stored : Buffer.from(stored).toString('latin1');
  const count = plainDecimal.test(text) ? Number(text) : NaN;
  if (Number.isSafeInteger(count)) return count;
  throw notACount();
}

/** For drivers whose back end counts by the rules of `nextCount`. */
export function notACount(): KvFault {
  return invalid(
    'what is stored is not a whole number in plain decimal within ±(2^53 − 1), so it cannot be counted on. ' +
      'It was left as it is.',
  );
}

export function outOfRange(): KvFault {
  return invalid('the sum would exceed ±(2^53 − 1). The counter was left as it is.');
}

export function checkAmount(by: unknown): asserts by is number {
  if (Number.isSafeInteger(by)) return;
  throw invalid(`'by' must be a whole number within ±(2^53 − 1), not ${setting(by)}.`);
}

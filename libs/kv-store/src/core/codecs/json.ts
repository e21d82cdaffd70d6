import { nameOf } from '../kv-error.js';
import { invalid, KvFault } from '../kv-fault.js';
import { checkSchema, checked } from './checked.js';
import { lossIn } from './json-loss.js';
import type { KvTextCodec } from './kv-codec.js';
import { hintAt } from './path.js';
import type { StandardSchema } from './standard-schema.js';

/**
 * Values as JSON text, as other programs read them. What JSON cannot hold is refused with `INVALID_ARGUMENT`, and
 * never changed on the way: `undefined` (but for a property, which is left out), `NaN`, `Infinity`, bigints,
 * functions, symbols, cycles, and objects that JSON would turn into something else, such as a `Date` or a `Map`.
 * (`-0` is read as `0`.) Text that is no JSON is `CORRUPT`.
 *
 * @param schema Of zod, valibot, arktype or any other Standard Schema, without transformations. Checked on write
 * (`INVALID_ARGUMENT`) and on read (`CORRUPT`); `place` on the error says where, and no message says the value.
 */
export function json<T = unknown>(schema?: StandardSchema<T>): KvTextCodec<T> {
  if (schema === undefined) return { kind: 'text', encode: stringify, decode: (text) => parse(text) as T };
  checkSchema(schema);
  return {
    kind: 'text',
    encode: (value) => stringify(checked(schema, value, 'INVALID_ARGUMENT')),
    decode: (text) => checked(schema, parse(text), 'CORRUPT'),
  };
}

function stringify(value: unknown): string {
  try {
    const text = textOf(value);
    const loss = lossIn(value, text === undefined);
    if (loss) {
      const { what, place } = loss;
      throw new KvFault(
        'INVALID_ARGUMENT',
        `the value has ${what}, which JSON cannot hold${hintAt(place)}.`,
        { place },
      );
    }
    if (text !== undefined) return text;
  } catch (error) {
    throw isRangeError(error) ? invalid('the value is nested too deeply, or too large, for JSON.') : error;
  }
  throw invalid('the value cannot be turned into JSON.');
}

/** Undefined where JSON refuses the value, without a word of where. */
function textOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (isRangeError(error)) throw error;
    return undefined;
  }
}

/** What deep recursion ends in. */
function isRangeError(error: unknown): boolean {
  return nameOf(error) === 'RangeError';
}

/** The engine's own message would quote the text. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new KvFault('CORRUPT', 'what is stored is not JSON.');
  }
}

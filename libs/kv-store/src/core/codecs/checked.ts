import { classOf } from '../kv-error.js';
import { invalid, KvFault, typeName } from '../kv-fault.js';
import { hintAt, pathOf } from './path.js';
import type { StandardIssue, StandardResult, StandardSchema } from './standard-schema.js';

export function checkSchema(schema: unknown): void {
  const standard = (schema as Partial<StandardSchema<unknown>> | null)?.['~standard'];
  if (typeof standard?.validate === 'function') return;
  throw invalid(
    `json() takes a Standard Schema, as zod, valibot and arktype make them, not ${typeName(schema)}.`,
  );
}

/** The value as the schema gives it, or a fault with `code` and the place of the first problem. */
export function checked<T>(
  schema: StandardSchema<T>,
  value: unknown,
  code: 'INVALID_ARGUMENT' | 'CORRUPT',
): T {
  const result = validate(schema, value, code);
  if (!result.issues) return result.value;
  // The schema's own messages may quote the value.
  const subject = code === 'CORRUPT' ? 'what is stored' : 'the value';
  const { length } = result.issues;
  const ways = length > 1 ? ` in ${String(length)} ways` : '';
  const place = placeOf(result.issues);
  throw new KvFault(code, `${subject} does not fit the schema${ways}${hintAt(place)}.`, { place });
}

function validate<T>(
  schema: StandardSchema<T>,
  value: unknown,
  code: 'INVALID_ARGUMENT' | 'CORRUPT',
): StandardResult<T> {
  let result;
  try {
    result = schema['~standard'].validate(value);
  } catch (error) {
    throw new KvFault(code, `the schema could not check the value: it threw ${classOf(error)}.`);
  }
  if (!('then' in result)) return result;
  result.catch(() => undefined);
  throw new KvFault(
    'UNSUPPORTED',
    'the schema checks asynchronously, and json() takes only schemas that answer at once. Check what needs ' +
      'to wait before you store it.',
  );
}

function placeOf(issues: readonly StandardIssue[]): string {
  return pathOf(issues[0]?.path?.map((step) => (typeof step === 'object' ? step.key : step)) ?? []);
}

import { ignoreRejection } from '../ignore-rejection.js';
import { guarded, invalid, KvFault, typeName } from '../kv-fault.js';
import { hintAt, pathOf } from './path.js';
import type { StandardIssue, StandardResult, StandardSchema } from './standard-schema.js';

export function checkSchema(schema: unknown): void {
  const refused = (what: string) =>
    invalid(`json() takes a Standard Schema, as zod, valibot and arktype make them, not ${what}.`);
  const isSchema = guarded(
    () => typeof (schema as Partial<StandardSchema<unknown>> | null)?.['~standard']?.validate === 'function',
    (name) => refused(`what throws when it is looked at (${name})`),
  );
  if (!isSchema) throw refused(typeName(schema));
}

/** The value as the schema gives it, or a fault with `code` and the place of the first problem. */
export function checked<T>(
  schema: StandardSchema<T>,
  value: unknown,
  code: 'INVALID_ARGUMENT' | 'CORRUPT',
): T {
  return guarded(
    () => {
      const result = validate(schema, value);
      if (!result.issues) return result.value;
      // The schema's own messages may quote the value.
      const subject = code === 'CORRUPT' ? 'what is stored' : 'the value';
      const { length } = result.issues;
      const ways = length > 1 ? ` in ${String(length)} ways` : '';
      const place = placeOf(result.issues);
      throw new KvFault(code, `${subject} does not fit the schema${ways}${hintAt(place)}.`, { place });
    },
    (name) => new KvFault(code, `the schema could not check the value: it threw ${name}.`),
  );
}

function validate<T>(schema: StandardSchema<T>, value: unknown): StandardResult<T> {
  const result = schema['~standard'].validate(value);
  if (!('then' in result)) return result;
  void ignoreRejection(result);
  throw new KvFault(
    'UNSUPPORTED',
    'the schema checks asynchronously, and json() takes only schemas that answer at once. Check what needs ' +
      'to wait before you store it.',
  );
}

function placeOf(issues: readonly StandardIssue[]): string {
  return pathOf(issues[0]?.path?.map((step) => (typeof step === 'object' ? step.key : step)) ?? []);
}

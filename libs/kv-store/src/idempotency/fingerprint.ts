import { createHash } from 'node:crypto';

/** What tells requests apart, in 43 characters that do not tell what they were. */
export function digest(...parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/** The body as text that is equal for equal bodies: clients may send the properties of an object in any order. */
export function canonical(body: unknown): string {
  if (body === undefined) return '';
  // No JSON begins so.
  if (Buffer.isBuffer(body)) return `base64:${body.toString('base64')}`;
  return JSON.stringify(body, (_name, value: unknown) => (isRecord(value) ? sorted(value) : value));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function sorted(record: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}

import { createHash } from 'node:crypto';

import { invalid, typeName } from './kv-fault.js';

/** Bytes that tell a cursor of ours, and of this list, from all else. No secret: whoever may list may see it. */
const sealBytes = 6;

/** A driver's cursor as callers see it: safe in a URL, and only of use where it came from. */
export function sealCursor(cursor: string, driver: string, prefix: string): string {
  return Buffer.concat([sealOf(cursor, driver, prefix), Buffer.from(cursor)]).toString('base64url');
}

export function openCursor(sealed: unknown, driver: string, prefix: string): string {
  if (typeof sealed !== 'string') throw invalid(`'cursor' must be a string, not ${typeName(sealed)}.`);
  const bytes = Buffer.from(sealed, 'base64url');
  const cursor = bytes.subarray(sealBytes).toString();
  if (sealCursor(cursor, driver, prefix) === sealed) return cursor;
  throw invalid("'cursor' is none that a page of this range has given. Begin again without one.");
}

function sealOf(cursor: string, driver: string, prefix: string): Buffer {
  const scope = JSON.stringify([driver, prefix, cursor]);
  return createHash('sha256').update(scope).digest().subarray(0, sealBytes);
}

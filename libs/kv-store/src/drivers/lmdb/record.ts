import { isUtf8 } from 'node:buffer';

import type { KvPut, KvRecord } from '../../core/kv-driver.js';
import { KvFault } from '../../core/kv-fault.js';
import type { KvVersion } from '../../core/kv-store.js';
import { ReadRecord } from '../../core/record.js';

// A record, as it is stored under its key, for whoever reads or writes it by another client:
//
//   byte   0        the number 2, for this layout
//   bytes  1 to 11  epoch milliseconds at which the entry expires, in base 36 with zeros before it; all zeros for never
//   bytes 12 to 28  the version: letters and digits that no other write to this key has ever had, such as random ones
//   bytes 29 on     the value: bytes, or the UTF-8 of text
//
// The head is text, so that a record whose value is text is one, and can be had from lmdb as a string, which costs half.
const layout = '\u0002';
const [expiryAt, versionAt, valueAt] = [1, 12, 29];
const never = '0'.repeat(versionAt - expiryAt);
const headOfLasting = layout + never;

/** Characters of a version. */
export const versionLength = valueAt - versionAt;

export function encodeRecord({ value, expiresAt }: KvPut, version: KvVersion): Buffer {
  const size = typeof value === 'string' ? Buffer.byteLength(value) : value.length;
  const record = Buffer.allocUnsafe(valueAt + size);
  record.write(layout + textOf(expiresAt) + version, 'latin1');
  if (typeof value === 'string') record.write(value, valueAt);
  else record.set(value, valueAt);
  return record;
}

/** Shares no memory with what it is given. */
export function decodeRecord(record: Buffer): KvRecord {
  const value = record.subarray(valueAt);
  return {
    // Text where it is any: the store takes one for the other.
    value: isUtf8(value) ? value.toString() : new Uint8Array(value),
    version: versionIn(record),
    expiresAt: expiryIn(record),
  };
}

/** Of a record that lmdb gave as text; undefined where that is not sure to be all of it. */
export function decodeText(record: string, valuesOnly: boolean): KvRecord | undefined {
  // What is no UTF-8 would be in the string as this.
  if (record.length < valueAt || record.includes('\ufffd')) return undefined;
  const lasts = record.startsWith(headOfLasting);
  const expiresAt = lasts || !record.startsWith(layout) ? undefined : momentIn(record);
  if (!lasts && expiresAt === undefined) return undefined;
  return new ReadRecord(record.slice(valueAt), valuesOnly ? '' : record.slice(versionAt, valueAt), expiresAt);
}

export function isRecord(record: Buffer): boolean {
  return record.length >= valueAt && isHead(record.toString('latin1', 0, versionAt));
}

/** Whether a record may begin so. */
function isHead(text: string): boolean {
  return text === headOfLasting || (text.startsWith(layout) && /^[0-9a-z]{11}$/.test(text.slice(expiryAt)));
}

export function versionIn(record: Buffer): KvVersion {
  return record.toString('latin1', versionAt, valueAt);
}

/** Undefined for never. */
export function expiryIn(record: Buffer): number | undefined {
  return momentOf(record.toString('latin1', expiryAt, versionAt));
}

/** A copy that expires at another moment. */
export function withExpiry(record: Buffer, expiresAt: number | undefined): Buffer {
  const copy = Buffer.from(record);
  copy.write(textOf(expiresAt), expiryAt, 'latin1');
  return copy;
}

export function noRecord(): KvFault {
  return new KvFault(
    'CORRUPT',
    'what is stored under the key is no record of this store. Another program has written it; a set replaces it.',
  );
}

function textOf(moment: number | undefined): string {
  return moment === undefined ? never : moment.toString(36).padStart(never.length, '0');
}

/** The same of a record that is text, in a third of the time; undefined where it is no moment. */
function momentIn(record: string): number | undefined {
  let moment = 0;
  for (let index = expiryAt; index < versionAt; index += 1) {
    const code = record.charCodeAt(index);
    if (code >= 48 && code <= 57) moment = moment * 36 + code - 48;
    else if (code >= 97 && code <= 122) moment = moment * 36 + code - 87;
    else return undefined;
  }
  return moment;
}

function momentOf(text: string): number | undefined {
  return text === never ? undefined : Number.parseInt(text, 36);
}

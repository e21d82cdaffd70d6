import { isUtf8 } from 'node:buffer';

import type { KvPut, KvRecord } from '../../core/kv-driver.js';
import { KvFault } from '../../core/kv-fault.js';
import type { KvVersion } from '../../core/kv-store.js';

// A record, as it is stored under its key, for whoever reads or writes it by another client:
//
//   byte   0       the number 1, for this layout
//   bytes  1 to 8  epoch milliseconds at which the entry expires, big-endian; 0 for never
//   bytes  9 to 20 the version: bytes that no other write to this key has ever had, such as random ones
//   bytes 21 on    the value: bytes, or the UTF-8 of text
const layout = 1;
const [expiryAt, versionAt, valueAt] = [1, 9, 21];

/** @param version 12 bytes. */
export function encodeRecord({ value, expiresAt }: KvPut, version: Uint8Array): Buffer {
  const size = typeof value === 'string' ? Buffer.byteLength(value) : value.length;
  const record = Buffer.allocUnsafe(valueAt + size);
  record[0] = layout;
  writeMoment(record, expiresAt ?? 0, expiryAt);
  record.set(version, versionAt);
  if (typeof value === 'string') record.write(value, valueAt);
  else record.set(value, valueAt);
  return record;
}

/** What lmdb lends is longer than its `length` says. */
export function exactly({ buffer, byteOffset, length }: Buffer): Buffer {
  return Buffer.from(buffer, byteOffset, length);
}

/** Shares no memory with what it is given. */
export function decodeRecord(record: Buffer): KvRecord {
  return { ...valueOnly(record), version: versionIn(record) };
}

/** Without its version. */
export function valueOnly(record: Buffer): KvRecord {
  return { value: valueIn(record), version: '', expiresAt: expiryIn(record) };
}

/** Text where it is any: the store takes one for the other. */
function valueIn(record: Buffer): string | Uint8Array {
  const text = record.toString('utf8', valueAt, record.length);
  // Where it is no text the decoder puts this in its place; looking for it costs less than a look at the bytes.
  if (!text.includes(replacement)) return text;
  const value = exactly(record).subarray(valueAt);
  return isUtf8(value) ? text : new Uint8Array(value);
}

const replacement = '\ufffd';

export function isRecord(record: Buffer): boolean {
  return record.length >= valueAt && record[0] === layout;
}

export function versionIn(record: Buffer): KvVersion {
  return versionText(record.subarray(versionAt, valueAt));
}

export function versionText(version: Buffer): KvVersion {
  return version.toString('base64url');
}

/** Undefined for never. */
export function expiryIn(record: Buffer): number | undefined {
  return readMoment(record, expiryAt) || undefined;
}

/** A copy that expires at another moment. */
export function withExpiry(record: Buffer, expiresAt: number | undefined): Buffer {
  const copy = Buffer.from(record);
  writeMoment(copy, expiresAt ?? 0, expiryAt);
  return copy;
}

export function noRecord(): KvFault {
  return new KvFault(
    'CORRUPT',
    'what is stored under the key is no record of this store. Another program has written it; a set replaces it.',
  );
}

/** Epoch milliseconds in 8 bytes, big-endian, so that they are in the order of time. */
export function writeMoment(target: Buffer, moment: number, offset: number): void {
  target.writeUInt32BE(Math.floor(moment / 2 ** 32), offset);
  target.writeUInt32BE(moment % 2 ** 32, offset + 4);
}

export function readMoment(source: Buffer, offset: number): number {
  return source.readUInt32BE(offset) * 2 ** 32 + source.readUInt32BE(offset + 4);
}

import { isUtf8 } from 'node:buffer';
import { KvFault, type KvListedRecord } from 'nestjs-kv-store';
import { fileNameOf } from './file-names.js';

/** The first line of a file, in JSON. What follows it is the value, byte by byte. */
interface Header {
  readonly format: 1;
  readonly key: string;
  readonly version: string;
  readonly expiresAt?: number | undefined;
  readonly type: 'text' | 'bytes';
  /** The length of the value: shows that the file is whole. */
  readonly bytes: number;
}

/** A key of 1,024 bytes takes six times that in JSON at most. */
export const LONGEST_HEADER = 8_192;

const LINE_FEED = 0x0a;

export function encodeRecord({ key, value, version, expiresAt }: KvListedRecord): Buffer {
  const bytes = Buffer.from(typeof value === 'string' ? Buffer.from(value, 'utf8') : value);
  const type = typeof value === 'string' ? 'text' : 'bytes';
  const header: Header = { format: 1, key, version, expiresAt, type, bytes: bytes.length };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`, 'utf8'), bytes]);
}

/** @param name Of the file, which must be the one of the key: a file may have been copied or renamed. */
export function decodeRecord(name: string, file: Buffer): KvListedRecord {
  const { header, start } = decodeHeader(name, file, file.length);
  const bytes = file.subarray(start);
  const { key, version, expiresAt, type } = header;
  if (type === 'bytes') return { key, version, expiresAt, value: Uint8Array.from(bytes) };
  if (!isUtf8(bytes)) throw noRecord();
  return { key, version, expiresAt, value: bytes.toString('utf8') };
}

/** The record without its value, of the beginning of a file and its size. */
export function decodeRecordHead(name: string, beginning: Buffer, size: number): KvListedRecord {
  const { key, version, expiresAt } = decodeHeader(name, beginning, size).header;
  return { key, version, expiresAt, value: '' };
}

function decodeHeader(name: string, file: Buffer, size: number): { header: Header; start: number } {
  const end = file.subarray(0, LONGEST_HEADER).indexOf(LINE_FEED);
  if (end < 0) throw noRecord();
  const header = parse(file.toString('utf8', 0, end));
  const start = end + 1;
  if (!isHeader(header) || header.bytes !== size - start) throw noRecord();
  if (fileNameOf(header.key) !== name) throw noRecord();
  return { header, start };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isHeader(header: unknown): header is Header {
  if (typeof header !== 'object' || header === null) return false;
  const { format, key, version, expiresAt, type, bytes } = header as Record<string, unknown>;
  return (
    format === 1 &&
    typeof key === 'string' &&
    typeof version === 'string' &&
    (expiresAt === undefined || Number.isSafeInteger(expiresAt)) &&
    (type === 'text' || type === 'bytes') &&
    Number.isSafeInteger(bytes)
  );
}

function noRecord(): KvFault {
  return new KvFault(
    'CORRUPT',
    'the file of this entry is no record. Restore it, or write or delete the entry.',
  );
}

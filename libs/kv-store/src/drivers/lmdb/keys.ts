/** Bytes of a moment, as it stands before the key in the index of what expires. */
const momentBytes = 8;

/** No key is less than this one. */
export const smallest = Buffer.alloc(1);

/** LMDB takes 1,978 bytes for a key where its pages have 4 KB. */
export const longestKey = 1_978 - momentBytes;

/**
 * Keys are their UTF-8, and in its order. Ranges give them as bytes, since another program may have stored some that are
 * no text.
 */
export const textKeys = {
  writeKey(key: string | Uint8Array, target: Buffer, start: number): number {
    if (typeof key === 'string') return writeText(key, target, start);
    target.set(key, start);
    return start + key.length;
  },
  readKey(source: Buffer, start: number, end: number): Buffer {
    return Buffer.from(source.subarray(start, end));
  },
};

/** Characters up to which it is quicker to write them here than to have Node do it. */
const short = 48;

function writeText(key: string, target: Buffer, start: number): number {
  const { length } = key;
  if (length > short) return start + target.write(key, start);
  for (let index = 0; index < length; index += 1) {
    const code = key.charCodeAt(index);
    if (code > 127) return start + target.write(key, start);
    target[start + index] = code;
  }
  return start + length;
}

/** The row of an entry in the index of what expires, which is in the order of time. It has no value. */
export function rowOf(key: string, expiresAt: number): Buffer {
  const row = Buffer.allocUnsafe(momentBytes + Buffer.byteLength(key));
  writeMoment(row, expiresAt, 0);
  row.write(key, momentBytes);
  return row;
}

/** Epoch milliseconds in 8 bytes, big-endian, so that they are in the order of time. */
function writeMoment(target: Buffer, moment: number, offset: number): void {
  target.writeUInt32BE(Math.floor(moment / 2 ** 32), offset);
  target.writeUInt32BE(moment % 2 ** 32, offset + 4);
}

function readMoment(source: Buffer, offset: number): number {
  return source.readUInt32BE(offset) * 2 ** 32 + source.readUInt32BE(offset + 4);
}

/** The range of those that are due at a moment. */
export function rowsUntil(now: number): { start: Buffer; end: Buffer } {
  return { start: smallest, end: rowOf('', now + 1) };
}

/** Undefined where it is no row of ours. */
export function entryOf(row: Buffer): { key: string; expiresAt: number } | undefined {
  if (row.length <= momentBytes) return undefined;
  return { key: row.toString('utf8', momentBytes), expiresAt: readMoment(row, 0) };
}

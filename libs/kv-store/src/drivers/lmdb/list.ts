import { isUtf8 } from 'node:buffer';

import type { KvListedRecord, KvRecordPage, KvRecordRange } from '../../core/kv-driver.js';
import { invalid } from '../../core/kv-fault.js';
import { longestKey, smallest } from './keys.js';
import { decodeRecord, expiryIn, isRecord } from './record.js';
import type { Entries } from './table.js';

/** Entries that one page looks at: a turn of the event loop must not take long. */
const mostLookedAt = 5_000;
/** Bytes of records in a page from which it is long enough, and that a page of keys looks at. */
const [largePage, mostBytes] = [1_048_576, 16 * 1_048_576];

/** As `textKeys` and the encoding give them. */
interface Found {
  readonly key: Buffer;
  readonly value: Buffer;
}

/** A page in the order of keys. The cursor is the last key that was looked at. */
export function list(entries: Entries, { prefix, limit, cursor, keysOnly }: KvRecordRange): KvRecordPage {
  const common = Buffer.from(prefix);
  const after = cursor === undefined ? undefined : placeIn(cursor, common);
  const records: KvListedRecord[] = [];
  let [lookedAt, bytes] = [0, 0];
  for (const { key, value } of entries.getRange(rangeFrom(common, after)) as Iterable<Found>) {
    if (!beginsWith(key, common)) break;
    if (isUtf8(key) && isRecord(value)) records.push(listed(key, value, keysOnly));
    lookedAt += 1;
    bytes += value.length;
    const isLong = bytes >= (keysOnly ? mostBytes : largePage) || lookedAt === mostLookedAt;
    if (isLong || records.length === limit) return { records, cursor: key.toString('base64url') };
  }
  return { records };
}

function rangeFrom(common: Buffer, after: Buffer | undefined): object {
  if (after) return { start: after, exclusiveStart: true };
  return { start: common.length > 0 ? common : smallest };
}

function listed(key: Buffer, record: Buffer, keysOnly: boolean): KvListedRecord {
  const name = key.toString();
  if (keysOnly) return { key: name, value: '', version: '', expiresAt: expiryIn(record) };
  return { key: name, ...decodeRecord(record) };
}

function beginsWith(key: Buffer, prefix: Buffer): boolean {
  return key.subarray(0, prefix.length).equals(prefix);
}

/** The seal on a cursor is no secret, so what it holds is not to be trusted. */
function placeIn(cursor: string, prefix: Buffer): Buffer {
  const place = Buffer.from(cursor, 'base64url');
  if (place.length > 0 && place.length <= longestKey && beginsWith(place, prefix)) return place;
  throw invalid("'cursor' is none of this store's. Begin again without one.");
}

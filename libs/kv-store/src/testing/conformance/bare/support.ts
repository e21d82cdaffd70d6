import { strict as assert } from 'node:assert';

import type { KvDelete, KvPut, KvRecord, KvResults } from '../../../core/kv-driver.js';
import { isLive } from '../../../core/record.js';
import type { Subject } from '../subject.js';

export function put(key: string, value: string | Uint8Array, expiresAt?: number): KvPut {
  return { type: 'put', key, value, ...(expiresAt !== undefined && { expiresAt }) };
}

export function remove(key: string): KvDelete {
  return { type: 'delete', key };
}

/** What came of each, late ones too. Every one must have succeeded. */
export async function valuesOf<T>(results: Promise<KvResults<T>>, count: number): Promise<T[]> {
  const settled = await Promise.all((await results).map((result) => Promise.resolve(result)));
  assert.equal(settled.length, count, 'there should be one outcome for each');
  return settled.map((result) => {
    if (result.ok) return result.value;
    throw result.error;
  });
}

/** Makes changes in one call. */
export async function write(subject: Subject, ...changes: (KvPut | KvDelete)[]): Promise<void> {
  await valuesOf(subject.driver.write(changes, subject.call()), changes.length);
}

/** Reads in one call what is there and has not expired. */
export async function readLive(subject: Subject, keys: readonly string[]): Promise<(KvRecord | undefined)[]> {
  const records = await valuesOf(subject.driver.read(keys, subject.call()), keys.length);
  return records.map((record) => (isLive(record, subject) ? record : undefined));
}

/** The record under `key`, which must be there. */
export async function recordOf(subject: Subject, key: string): Promise<KvRecord> {
  const [record] = await readLive(subject, [key]);
  assert.ok(record, 'there should be a record');
  return record;
}

/** What is stored under `keys`, read as text: whether a driver holds text or its UTF-8 is its own affair. */
export async function textsUnder(subject: Subject, ...keys: string[]): Promise<(string | undefined)[]> {
  const records = await readLive(subject, keys);
  return records.map((record) => record && textOf(record.value));
}

export function textOf(value: string | Uint8Array): string {
  return typeof value === 'string' ? value : Buffer.from(value).toString();
}

export function hexOf(value: string | Uint8Array): string {
  return Buffer.from(typeof value === 'string' ? Buffer.from(value) : value).toString('hex');
}

/** A key whose entry has expired, and may still be in the back end. */
export async function expired(subject: Subject, value = 'old'): Promise<string> {
  const key = subject.key();
  await write(subject, put(key, value, subject.now() + subject.moment));
  await subject.pass(subject.moment);
  return key;
}

/** Checks that a record expires at that moment: to the millisecond where the clock is the suite's. */
export function assertExpiresAt(subject: Subject, record: Pick<KvRecord, 'expiresAt'>, at: number): void {
  assert.ok(record.expiresAt !== undefined, 'the record should expire');
  const off = record.expiresAt - at;
  assert.ok(
    Math.abs(off) <= (subject.clock ? 0 : 1_000),
    `the record expires ${off} ms later than it should`,
  );
}

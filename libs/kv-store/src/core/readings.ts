import type { Call } from './call.js';
import type { Entries } from './entries.js';
import type { KvRecord } from './kv-driver.js';
import type { KvEntry } from './kv-store.js';

/** What a call gives of the one record that it reads, which is live where there is one. */
export type Reading<T, R> = (record: KvRecord | undefined, entries: Entries<T>, key: string, call: Call) => R;

export function value<T>(record: KvRecord | undefined, entries: Entries<T>): T | undefined {
  return record && entries.valueOf(record.value);
}

export function valueOrNotFound<T>(
  record: KvRecord | undefined,
  entries: Entries<T>,
  _key: string,
  call: Call,
): T {
  if (!record) throw call.error({ code: 'NOT_FOUND' });
  return entries.valueOf(record.value);
}

export function entry<T>(
  record: KvRecord | undefined,
  entries: Entries<T>,
  key: string,
): KvEntry<T> | undefined {
  return record && entries.entry(key, record);
}

export function isThere(record: KvRecord | undefined): boolean {
  return record !== undefined;
}

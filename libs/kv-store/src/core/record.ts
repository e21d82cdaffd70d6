import type { KvRecord } from './kv-driver.js';

/** Whether there is an entry: what has expired counts as absent, however lazily the back end removes it. */
export function isLive(record: KvRecord | undefined, now: number): record is KvRecord {
  return record !== undefined && (record.expiresAt === undefined || record.expiresAt > now);
}

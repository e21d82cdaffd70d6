import type { KvClock } from './kv-clock.js';
import type { KvRecord } from './kv-driver.js';

/** Whether there is an entry: what has expired counts as absent, however lazily the back end removes it. */
export function isLive<R extends Pick<KvRecord, 'expiresAt'>>(
  record: R | undefined,
  clock: KvClock,
): record is R {
  return record !== undefined && (record.expiresAt === undefined || record.expiresAt > clock.now());
}

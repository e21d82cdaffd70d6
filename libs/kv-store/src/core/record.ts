import type { KvClock } from './kv-clock.js';
import type { KvRecord } from './kv-driver.js';
import type { KvVersion } from './kv-store.js';

/** A record that is made for one call. */
export class ReadRecord implements KvRecord {
  constructor(
    readonly value: KvRecord['value'],
    readonly version: KvVersion,
    readonly expiresAt?: number,
  ) {}
}

/** Whether there is an entry: what has expired counts as absent, however lazily the back end removes it. */
export function isLive<R extends Pick<KvRecord, 'expiresAt'>>(
  record: R | undefined,
  clock: KvClock,
): record is R {
  return record !== undefined && (record.expiresAt === undefined || record.expiresAt > clock.now());
}

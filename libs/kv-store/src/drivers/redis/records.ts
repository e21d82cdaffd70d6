import { isUtf8 } from 'node:buffer';
import * as crypto from 'node:crypto';

import type { KvDriverCall, KvRecord } from '../../core/kv-driver.js';
import type { KvVersion } from '../../core/kv-store.js';
import { ReadRecord } from '../../core/record.js';
import type { Reply } from './connection.js';
import type { ServersClock } from './servers-clock.js';

/** A version is a hash of the value, as the server computes it too. */
export function versionOf(value: string | Uint8Array): KvVersion {
  return crypto.hash('sha1', value);
}

/** The record in an answer to GET, of which nothing but the value is known. */
export function valueOf(reply: Reply): KvRecord | undefined {
  return reply === null ? undefined : new ReadRecord(stored(reply as Buffer), '');
}

/** The record in an answer of `readScript` and `takeScript`. */
export function recordOf(reply: Reply, clock: ServersClock, call: KvDriverCall): KvRecord | undefined {
  if (reply === null) return undefined;
  const [value, at, now] = reply as [Buffer, number, number];
  const expiresAt = clock.expiryOf(at, now, call.now());
  return { value: stored(value), version: versionOf(value), expiresAt };
}

/** Text where it is any. Bytes are copied: what the client gives is part of all that came with it. */
function stored(value: Buffer): string | Uint8Array {
  return isUtf8(value) ? value.toString() : Buffer.from(value);
}

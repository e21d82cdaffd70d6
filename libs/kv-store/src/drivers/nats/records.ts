import type { KvDriverCall, KvRecord } from '../../core/kv-driver.js';
import { ReadRecord } from '../../core/record.js';
import { expiryOf, isMarker, type Message, valueOf } from './message.js';
import type { Stream } from './stream.js';
import { versionOf } from './versions.js';

/** The record in a message; undefined where that stands for none. */
export async function recordOf(
  message: Message | undefined,
  stream: Stream,
  { valuesOnly }: Pick<KvDriverCall, 'valuesOnly'>,
): Promise<KvRecord | undefined> {
  if (!message || isMarker(message)) return undefined;
  const [value, expiresAt] = [valueOf(message), expiryOf(message)];
  if (valuesOnly) return new ReadRecord(value, '', expiresAt);
  return {
    value,
    version: versionOf({ seq: message.seq, expiresAt }, value, await stream.identity()),
    expiresAt,
  };
}

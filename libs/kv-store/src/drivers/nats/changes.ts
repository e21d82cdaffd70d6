import { randomUUID } from 'node:crypto';

import { headers, type MsgHdrs } from '@nats-io/transport-node';

import type { KvChange, KvDriverCall } from '../../core/kv-driver.js';
import { KvFault } from '../../core/kv-fault.js';
import type { KvVersion } from '../../core/kv-store.js';
import { isLive } from '../../core/record.js';
import type { Connection } from './connection.js';
import { changeUnderWay, hasErrCode, NoAnswer, wrongLastSequence } from './errors.js';
import {
  changeHeader,
  expiryHeader,
  expiryOf,
  isMarker,
  lastMessage,
  type Message,
  operationHeader,
} from './message.js';
import { isAtomic, notAtomic } from './server-version.js';
import type { Stream } from './stream.js';
import { expiresByItself } from './stream-info.js';
import { placeIn, versionOf } from './versions.js';

/** Milliseconds after which what stands for a deleted entry may go: until then other programs learn of it. */
export const markerAge = 600_000;
/** Seconds: more than a server counts. */
const longestTtl = 1_000_000_000;
/** Milliseconds to be connected again, in which an answer that was lost can still be looked for. */
const patience = 2_000;

/** Unconditional. */
export async function write(stream: Stream, change: KvChange): Promise<void> {
  await stream.publish(stream.subjectFor(change.key), payloadOf(change), await headersFor(stream, change));
}

export async function swap(
  connection: Connection,
  stream: Stream,
  change: KvChange,
  expected: KvVersion | undefined,
  call: KvDriverCall,
): Promise<KvVersion | undefined> {
  const subject = stream.subjectFor(change.key);
  const { config } = await stream.info();
  if (!isAtomic(config.num_replicas, connection.version)) throw new KvFault('UNSUPPORTED', notAtomic);
  const identity = await stream.identity();
  const place = expected === undefined ? undefined : placeIn(expected, identity);
  if (expected !== undefined && !(place && isLive(place, call))) return undefined;
  if (identity.isVolatile && expected !== undefined && (await versionAt(stream, subject)) !== expected) {
    return undefined;
  }
  for (let last = place?.seq ?? 0; ;) {
    try {
      const seq = await publishAfter(connection, stream, change, last);
      if (change.type === 'delete') return expected;
      // By what the stream was before: to ask again might fail, and the change is made.
      return versionOf({ seq, expiresAt: change.expiresAt }, change.value, identity);
    } catch (error) {
      if (!hasErrCode(error, wrongLastSequence, changeUnderWay)) throw error;
      if (place && hasErrCode(error, wrongLastSequence)) return undefined;
    }
    call.signal?.throwIfAborted();
    const message = await lastMessage(stream, subject);
    if (place ? message?.seq !== place.seq : isThere(message, call)) return undefined;
    // Behind what was deleted or has expired, or what came of the change that was under way.
    last = message?.seq ?? 0;
  }
}

/** Whether the message is an entry that has not expired. */
function isThere(message: Message | undefined, call: KvDriverCall): boolean {
  return message !== undefined && !isMarker(message) && isLive({ expiresAt: expiryOf(message) }, call);
}

async function versionAt(stream: Stream, subject: string): Promise<KvVersion | undefined> {
  const message = await lastMessage(stream, subject);
  if (!message || isMarker(message)) return undefined;
  const place = { seq: message.seq, expiresAt: expiryOf(message) };
  return versionOf(place, message.data, await stream.identity());
}

/** Publishes where `last` is the last place of the subject; 0 is none. An answer that was lost is looked for. */
async function publishAfter(
  connection: Connection,
  stream: Stream,
  change: KvChange,
  last: number,
): Promise<number> {
  const subject = stream.subjectFor(change.key);
  const own = (await headersFor(stream, change)) ?? headers();
  const token = randomUUID();
  own.set('Nats-Expected-Last-Subject-Sequence', String(last));
  own.set(changeHeader, token);
  try {
    return await stream.publish(subject, payloadOf(change), own);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    const found = await lookFor(connection, stream, subject).catch(() => undefined);
    if (found?.header(changeHeader) === token) return found.seq;
    throw error;
  }
}

async function lookFor(
  connection: Connection,
  stream: Stream,
  subject: string,
): Promise<Message | undefined> {
  await connection.back(patience);
  return lastMessage(stream, subject);
}

function payloadOf(change: KvChange): string | Uint8Array {
  return change.type === 'put' ? change.value : '';
}

/** Where servers expire messages themselves, they are told to; what is read is decided by our own header. */
async function headersFor(stream: Stream, change: KvChange): Promise<MsgHdrs | undefined> {
  if (change.type === 'put' && change.expiresAt === undefined) return undefined;
  const own = headers();
  const byItself = expiresByItself(await stream.info());
  if (change.type === 'delete') {
    own.set(operationHeader, 'DEL');
    if (byItself) own.set('Nats-TTL', `${markerAge / 1_000}s`);
    return own;
  }
  const { expiresAt = 0 } = change;
  own.set(expiryHeader, String(expiresAt));
  const seconds = Math.ceil((expiresAt - Date.now()) / 1_000);
  if (byItself && seconds > 0 && seconds < longestTtl) own.set('Nats-TTL', `${seconds}s`);
  return own;
}

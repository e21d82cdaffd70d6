import { isUtf8 } from 'node:buffer';

import { KvFault } from '../../core/kv-fault.js';
import type { KvConsistency } from '../../core/kv-store.js';
import type { Connection } from './connection.js';
import { hasErrCode, JetStreamError, noMessage } from './errors.js';
import type { Stream } from './stream.js';

/** Epoch milliseconds from which an entry counts as absent. */
export const expiryHeader = 'Kv-Store-Expires-At';
/** Tells a change from all others. */
export const changeHeader = 'Kv-Store-Change';
/** `DEL` or `PURGE`: the message stands for an entry that was deleted, as NATS's own clients write and read it. */
export const operationHeader = 'KV-Operation';
/** Of a message that the server has put where one has expired. */
const reasonHeader = 'Nats-Marker-Reason';

/** A message of the stream. */
export interface Message {
  readonly subject: string;
  /** Its place in the stream, of which no other message has the same. */
  readonly seq: number;
  readonly data: Uint8Array;
  header(name: string): string | undefined;
}

/** Whether it stands for nothing: what was deleted leaves a message behind. */
export function isMarker(message: Message): boolean {
  if (message.data.length > 0) return false;
  return message.header(operationHeader) !== undefined || message.header(reasonHeader) !== undefined;
}

export function expiryOf(message: Message): number | undefined {
  const text = message.header(expiryHeader);
  if (text === undefined) return undefined;
  if (/^\d{1,16}$/.test(text)) return Number(text);
  throw new KvFault('CORRUPT', `what is stored has no moment in its header ${expiryHeader}.`);
}

/** Text where it is any. Bytes are copied: what the client gives is part of all that came with it. */
export function valueOf({ data }: Message): string | Uint8Array {
  return isUtf8(data) ? Buffer.from(data.buffer, data.byteOffset, data.length).toString() : Buffer.from(data);
}

/** What the leader of the stream has as the last under a subject, be it with wildcards. */
export function lastMessage(stream: Stream, subject: string): Promise<Message | undefined> {
  return get(stream, { last_by_subj: subject });
}

/** As any server of the stream has it, which may be a moment behind. */
export async function someMessage(
  connection: Connection,
  stream: Stream,
  subject: string,
): Promise<Message | undefined> {
  const answer = await connection.request(`$JS.API.DIRECT.GET.${stream.name}.${subject}`);
  stream.answers.saw(answer.data.length);
  const { code = 0 } = answer.headers ?? {};
  if (code === 404) return undefined;
  if (code >= 300) throw new JetStreamError(0, code);
  return {
    subject,
    seq: Number(answer.headers?.get('Nats-Sequence')),
    data: answer.data,
    header: (name) => (answer.headers?.has(name) ? answer.headers.get(name) : undefined),
  };
}

/** Only a leader knows the last, and a reader who may be behind asks anyone who has the stream, where it allows that. */
export async function readMessage(
  connection: Connection,
  stream: Stream,
  subject: string,
  consistency: KvConsistency,
): Promise<Message | undefined> {
  const isDirect = consistency === 'eventual' && (await stream.info()).config.allow_direct === true;
  return isDirect ? someMessage(connection, stream, subject) : lastMessage(stream, subject);
}

interface Stored {
  readonly message: {
    readonly subject: string;
    readonly seq: number;
    /** In base64, as `data` is. */
    readonly hdrs?: string;
    readonly data?: string;
  };
}

async function get(stream: Stream, request: object): Promise<Message | undefined> {
  try {
    const { message } = await stream.ask<Stored>('MSG.GET', request);
    const { subject, seq, hdrs, data = '' } = message;
    stream.answers.saw(data.length);
    const lines = hdrs === undefined ? [] : Buffer.from(hdrs, 'base64').toString().split('\r\n');
    return {
      subject,
      seq,
      data: Buffer.from(data, 'base64'),
      header: (name) =>
        lines
          .find((line) => line.startsWith(`${name}:`))
          ?.slice(name.length + 1)
          .trim(),
    };
  } catch (error) {
    if (hasErrCode(error, noMessage)) return undefined;
    throw error;
  }
}

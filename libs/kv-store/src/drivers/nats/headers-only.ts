import type { Msg } from '@nats-io/transport-node';

import type { Connection } from './connection.js';
import { ask } from './jetstream.js';
import { operationHeader } from './message.js';
import type { Stream } from './stream.js';

/** Nanoseconds after which a server forgets what nobody asks any more, as after this process was killed. */
const forgetAfter = 10_000_000_000;

/** A message without its value. */
export interface Head {
  readonly subject: string;
  readonly seq: number;
  /** Epoch milliseconds, by the server's clock. */
  readonly storedAt: number;
  readonly isMarker: boolean;
  header(name: string): string | undefined;
}

/** The next messages of a stream from a place on, none at its end. For chores: it may be a moment behind. */
export async function headsFrom(
  connection: Connection,
  stream: Stream,
  seq: number,
  most: number,
): Promise<Head[]> {
  const config = {
    deliver_policy: 'by_start_sequence',
    opt_start_seq: seq,
    ack_policy: 'none',
    replay_policy: 'instant',
    headers_only: true,
    mem_storage: true,
    inactive_threshold: forgetAfter,
  };
  const creation = { stream_name: stream.name, config };
  const { name } = await ask<{ name: string }>(connection, `CONSUMER.CREATE.${stream.name}`, creation);
  try {
    const request = JSON.stringify({ batch: most, no_wait: true });
    const subject = `$JS.API.CONSUMER.MSG.NEXT.${stream.name}.${name}`;
    return (await connection.gather(subject, request, most)).map(headOf);
  } finally {
    await ask(connection, `CONSUMER.DELETE.${stream.name}.${name}`);
  }
}

function headOf({ subject, reply = '', headers }: Msg): Head {
  // $JS.ACK.stream.consumer.delivered.place.place.nanoseconds.pending, with domain and account before the stream since
  // NATS Server 2.10: https://github.com/nats-io/nats-architecture-and-design/blob/main/adr/ADR-15.md
  const tokens = reply.split('.');
  const [seq, , nanoseconds = ''] = tokens.slice(tokens.length > 9 ? 7 : 5);
  const header = (name: string) => (headers?.has(name) ? headers.get(name) : undefined);
  return {
    subject,
    seq: Number(seq),
    storedAt: Number(nanoseconds.slice(0, -6)),
    isMarker: header('Nats-Msg-Size') === '0' && header(operationHeader) !== undefined,
    header,
  };
}

import type { Msg, MsgHdrs } from '@nats-io/transport-node';

import type { Connection } from './connection.js';
import { JetStreamError } from './errors.js';

interface Refusal {
  readonly error?: { readonly err_code?: number; readonly code: number };
}

/** A request to JetStream's own interface: https://docs.nats.io/reference/reference-protocols/nats_api_reference */
export async function ask<Answer>(connection: Connection, verb: string, body?: object): Promise<Answer> {
  const answer = await connection.request(`$JS.API.${verb}`, body && JSON.stringify(body));
  return accepted(answer) as Answer;
}

/** Stores a message, and gives its place in the stream. */
export async function publish(
  connection: Connection,
  subject: string,
  payload: string | Uint8Array,
  headers?: MsgHdrs,
): Promise<number> {
  const answer = await connection.request(subject, payload, headers);
  return (accepted(answer) as { seq: number }).seq;
}

function accepted(answer: Msg): unknown {
  const parsed = JSON.parse(answer.string()) as Refusal;
  if (parsed.error) throw new JetStreamError(parsed.error.err_code ?? 0, parsed.error.code);
  return parsed;
}

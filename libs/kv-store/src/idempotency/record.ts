import { isUtf8 } from 'node:buffer';

import { json } from '../core/codecs/json.js';
import type { SentResponse } from './http.js';

interface Claimed {
  /** Random: by it a process knows its own claim, also after an answer of the store was lost. */
  readonly owner: string;
  /** What the request was that claimed the key. */
  readonly fingerprint: string;
}

/** A request with the key is being handled. */
export interface InFlight extends Claimed {
  readonly state: 'in-flight';
}

/** The request was handled, and this was the response; without `body` that could not be kept. */
export interface Done extends Claimed {
  readonly state: 'done';
  readonly status: number;
  readonly headers: Record<string, string | string[]>;
  readonly body?: string;
  /** Of a body that is not UTF-8. */
  readonly encoding?: 'base64';
}

/** What is stored under a key. */
export type IdempotencyRecord = InFlight | Done;

export const recordCodec = json<IdempotencyRecord>();

export function doneRecord({ owner, fingerprint }: InFlight, { status, headers, body }: SentResponse): Done {
  const done: Done = { state: 'done', owner, fingerprint, status, headers };
  if (!body) return done;
  if (isUtf8(body)) return { ...done, body: body.toString('utf8') };
  return { ...done, body: body.toString('base64'), encoding: 'base64' };
}

/** The same, for where its body is too large. */
export function withoutBody({ body: _body, encoding: _encoding, ...rest }: Done): Done {
  return { ...rest, headers: {} };
}

export function responseOf({ status, headers, body, encoding }: Done): SentResponse {
  return { status, headers, ...(body !== undefined && { body: Buffer.from(body, encoding ?? 'utf8') }) };
}

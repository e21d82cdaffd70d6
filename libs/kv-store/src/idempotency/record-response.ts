import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';

import { hasBody, hook, type HttpResponse, rawOf, type SentResponse } from './http.js';

/** The most bytes of a body that are kept in memory until it is stored. */
const largestBody = 1_048_576;

/** Not to be sent again: they belong to one connection, are made anew, or are credentials. */
const neverKept = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'set-cookie',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export interface Recording {
  /** To be called when nobody works on the response any more but who sends it. */
  handlerHasEnded(): void;
}

/**
 * Listens to what is sent as `response`, whoever sends it: Nest, an exception filter or the handler itself. Its last
 * byte waits until `keep` has settled, so that who has the response can rely on it. `keep` never rejects. Where the
 * client leaves and the rest is never sent, it is called with what there is, without a body.
 */
export function recordResponse(
  response: HttpResponse,
  keep: (sent: SentResponse) => Promise<void>,
): Recording {
  const raw = rawOf(response);
  const before = response.getHeaders();
  const body = new KeptBody();
  let head: Head | undefined;
  let hasEnded = false;

  // What Node refuses it throws at the caller, and something else is sent then: so nothing is noted before it is done.
  const { unhook } = hook(raw, (original) => ({
    writeHead(...args) {
      const given = headOf(raw, before, args);
      const result = original.writeHead(...args);
      head ??= given;
      return result;
    },
    write(...args) {
      if (hasEnded) return true;
      const given = head ?? headOf(raw, before);
      const result = original.write(...args);
      head = given;
      body.add(args[0], args[1]);
      return result;
    },
    end(...args) {
      if (hasEnded) return raw;
      const [chunk, encoding] = args;
      if (!isChunk(chunk)) return original.end(...args);
      const size = body.size + sizeOf(chunk, encoding);
      if (!raw.headersSent) {
        const given = headOf(raw, before);
        finishHead(raw, size, original.writeHead);
        head = { ...given, length: size };
      }
      hasEnded = true;
      body.add(chunk, encoding);
      void keep(sentOf(head ?? headOf(raw, before), body))
        .then(() => {
          unhook();
          original.end(...args);
        })
        // Nobody is left who could be told.
        .catch(() => raw.destroy());
      return raw;
    },
  }));

  let handlerHasEnded = false;
  let isClosed = raw.destroyed;
  // A moment later, for what was cut off may still be sent to its end.
  const lookWhetherCutOff = (): void => {
    setImmediate(() => {
      if (handlerHasEnded && !hasEnded) void keep(sentOf(head ?? headOf(raw, before)));
    });
  };
  raw.once('close', () => {
    isClosed = true;
    if (handlerHasEnded) lookWhetherCutOff();
  });
  return {
    handlerHasEnded() {
      handlerHasEnded = true;
      if (isClosed) lookWhetherCutOff();
    },
  };
}

interface Head extends Pick<SentResponse, 'status' | 'headers'> {
  /** That of the body, where the head says it. */
  readonly length?: number;
}

/** Before compression, or whatever else stands behind, has its own say. */
function headOf(
  raw: ServerResponse,
  before: OutgoingHttpHeaders,
  [status = raw.statusCode, ...rest]: readonly unknown[] = [],
): Head {
  const headers: Head['headers'] = {};
  let length: number | undefined;
  for (const [given, value] of [...Object.entries(raw.getHeaders()), ...pairs(rest.at(-1))]) {
    const name = given.toLowerCase();
    if (name === 'content-length') length = Number(value);
    if (value === undefined || neverKept.has(name) || text(value) === text(before[name])) continue;
    headers[name] = Array.isArray(value) ? value.map(String) : text(value);
  }
  return { status: status as number, headers, ...(length !== undefined && { length }) };
}

/** Without the body where that is too large, or not all that the head says. */
function sentOf({ status, headers, length }: Head, body?: KeptBody): SentResponse {
  const isWhole = length === undefined || length === body?.size || !hasBody(status);
  const bytes = isWhole ? body?.bytes() : undefined;
  return { status, headers, ...(bytes && { body: bytes }) };
}

/** A number, a string or an array of strings. */
const text = (value: unknown): string =>
  Array.isArray(value) ? value.join() : `${value as string | number}`;

/** The headers that `writeHead` is given: an object, a list of pairs, or names and values in turns. */
function pairs(headers: unknown): [string, unknown][] {
  if (typeof headers !== 'object' || headers === null) return [];
  if (!Array.isArray(headers)) return Object.entries(headers);
  if (Array.isArray(headers[0])) return headers as [string, unknown][];
  return headers.flatMap((name, at) => (at % 2 ? [] : [[text(name), headers[at + 1]] as [string, unknown]]));
}

/** While the last byte waits, everyone is to see that the response was sent: else an error might send another. */
function finishHead(raw: ServerResponse, size: number, writeHead: (status: number) => unknown): void {
  const { statusCode } = raw;
  // Otherwise Node does not know yet how long it is, and would send it in chunks.
  if (hasBody(statusCode) && !raw.hasHeader('transfer-encoding')) raw.setHeader('content-length', size);
  writeHead(statusCode);
}

/** What `end` takes first, a callback or nothing among it: at all else it throws. */
const isChunk = (chunk: unknown): boolean =>
  !chunk || typeof chunk === 'string' || typeof chunk === 'function' || chunk instanceof Uint8Array;

function sizeOf(chunk: unknown, encoding: unknown): number {
  if (typeof chunk === 'string') return Buffer.byteLength(chunk, codingOf(encoding));
  return chunk instanceof Uint8Array ? chunk.length : 0;
}

const codingOf = (encoding: unknown): BufferEncoding =>
  typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8';

class KeptBody {
  size = 0;
  #chunks: Uint8Array[] = [];

  add(chunk: unknown, encoding: unknown): void {
    this.size += sizeOf(chunk, encoding);
    if (this.size > largestBody) this.#chunks = [];
    else if (typeof chunk === 'string') this.#chunks.push(Buffer.from(chunk, codingOf(encoding)));
    else if (chunk instanceof Uint8Array) this.#chunks.push(Buffer.from(chunk));
  }

  bytes(): Buffer | undefined {
    return this.size > largestBody ? undefined : Buffer.concat(this.#chunks);
  }
}

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

  const { unhook } = hook(raw, (original) => ({
    writeHead(...args) {
      head ??= headOf(raw, before, args);
      return original.writeHead(...args);
    },
    write(...args) {
      head ??= headOf(raw, before);
      body.add(args[0], args[1]);
      return original.write(...args);
    },
    end(...args) {
      if (hasEnded) return raw;
      hasEnded = true;
      head ??= headOf(raw, before);
      body.add(args[0], args[1]);
      finishHead(raw, body.size, original.writeHead);
      const kept = body.bytes();
      void keep({ ...head, ...(kept && { body: kept }) }).then(() => {
        unhook();
        original.end(...args);
      });
      return raw;
    },
  }));

  let handlerHasEnded = false;
  let isClosed = raw.destroyed;
  // A moment later, for what was cut off may still be sent to its end.
  const lookWhetherCutOff = (): void => {
    setImmediate(() => {
      if (handlerHasEnded && !hasEnded) void keep(head ?? headOf(raw, before));
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

type Head = Pick<SentResponse, 'status' | 'headers'>;

/** Before compression, or whatever else stands behind, has its own say. */
function headOf(
  raw: ServerResponse,
  before: OutgoingHttpHeaders,
  [status = raw.statusCode, ...rest]: readonly unknown[] = [],
): Head {
  const headers: Head['headers'] = {};
  for (const [given, value] of [...Object.entries(raw.getHeaders()), ...pairs(rest.at(-1))]) {
    const name = given.toLowerCase();
    if (value === undefined || neverKept.has(name) || text(value) === text(before[name])) continue;
    headers[name] = Array.isArray(value) ? value.map(String) : text(value);
  }
  return { status: status as number, headers };
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
  if (raw.headersSent) return;
  const { statusCode } = raw;
  // Otherwise Node does not know yet how long it is, and would send it in chunks.
  if (hasBody(statusCode) && !raw.hasHeader('transfer-encoding')) raw.setHeader('content-length', size);
  writeHead(statusCode);
}

class KeptBody {
  size = 0;
  #chunks: Buffer[] = [];

  add(chunk: unknown, encoding: unknown): void {
    const bytes =
      typeof chunk === 'string'
        ? Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
        : chunk instanceof Uint8Array
          ? Buffer.from(chunk)
          : undefined;
    if (!bytes) return;
    this.size += bytes.length;
    if (this.size > largestBody) this.#chunks = [];
    else this.#chunks.push(bytes);
  }

  bytes(): Buffer | undefined {
    return this.size > largestBody ? undefined : Buffer.concat(this.#chunks);
  }
}

import type { IncomingHttpHeaders, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** What the requests of Express and Fastify have in common. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly originalUrl?: string;
  readonly headers: IncomingHttpHeaders;
  readonly body?: unknown;
}

/** What their responses have in common. Fastify's wraps that of Node, Express's is one. */
export interface HttpResponse {
  readonly raw?: ServerResponse;
  getHeaders(): OutgoingHttpHeaders;
  header(name: string, value: string): unknown;
}

/** A response as the client got it. */
export interface SentResponse {
  readonly status: number;
  /** Those that the route has set; what stands on every response is set again on the next. */
  readonly headers: Record<string, string | string[]>;
  /** Missing where it was too large to keep, or cut off. */
  readonly body?: Buffer;
}

/** The methods by which all that is sent goes out, with whatever arguments they are called. */
export interface Sink {
  readonly writeHead: (...args: unknown[]) => unknown;
  readonly write: (...args: unknown[]) => unknown;
  readonly end: (...args: unknown[]) => unknown;
}

export function rawOf(response: HttpResponse): ServerResponse {
  return response.raw ?? (response as unknown as ServerResponse);
}

/** Puts `hooks` before the methods of `raw`, and gives what was there and a way back to it. */
export function hook(
  raw: ServerResponse,
  hooks: (original: Sink) => Sink,
): { readonly original: Sink; readonly unhook: () => void } {
  const sink = raw as unknown as Sink;
  const original: Sink = {
    writeHead: sink.writeHead.bind(raw),
    write: sink.write.bind(raw),
    end: sink.end.bind(raw),
  };
  Object.assign(sink, hooks(original));
  return { original, unhook: () => Object.assign(sink, original) };
}

/** Whether a response of this status has a body, be it an empty one. */
export function hasBody(status: number): boolean {
  return status >= 200 && status !== 204 && status !== 304;
}

import type { ServerResponse } from 'node:http';

import { hasBody, hook, type HttpResponse, rawOf, type SentResponse } from './http.js';

/**
 * Sends `sent` in place of whatever is sent as `response`. So interceptors and exception filters, which have had their
 * say the first time, have no other now: what they would make of a value again need not be the same.
 *
 * @returns What sends it where nobody sends anything, as for a handler that is given the response itself.
 */
export function replayResponse(response: HttpResponse, { status, headers, body }: SentResponse): () => void {
  const raw = rawOf(response);
  const before = response.getHeaders();
  let isSent = false;

  const { original, unhook } = hook(raw, () => ({
    writeHead: () => raw,
    write: () => true,
    end() {
      send();
      return raw;
    },
  }));

  function send(): void {
    // By another replay, where an interceptor further out has tried again.
    if (isSent || raw.headersSent) return;
    isSent = true;
    unhook();
    for (const name of raw.getHeaderNames()) raw.removeHeader(name);
    for (const [name, value] of Object.entries({ ...before, ...headers })) {
      if (value !== undefined) raw.setHeader(name, value);
    }
    raw.setHeader('idempotent-replayed', 'true');
    if (body && hasBody(status)) raw.setHeader('content-length', body.length);
    raw.statusCode = status;
    original.end(body);
    silence(raw);
  }
  return send;
}

/** Whoever comes later has nothing left to say. Who is still sending may make the head. */
function silence(raw: ServerResponse): void {
  const unlessSent = (name: (typeof headMethods)[number]): [string, unknown] => {
    const method = (raw[name] as (...args: unknown[]) => unknown).bind(raw);
    return [name, (...args: unknown[]) => (raw.headersSent ? raw : method(...args))];
  };
  Object.assign(raw, Object.fromEntries(headMethods.map(unlessSent)), { write: () => true, end: () => raw });
}

const headMethods = ['setHeader', 'appendHeader', 'removeHeader', 'writeHead'] as const;

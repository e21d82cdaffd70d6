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
    if (isSent) return;
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
    // Whoever comes later has nothing left to say.
    const setHeader = raw.setHeader.bind(raw);
    Object.assign(raw, {
      setHeader: (...header: Parameters<typeof setHeader>) => (raw.headersSent ? raw : setHeader(...header)),
      write: () => true,
      end: () => raw,
    });
  }
  return send;
}

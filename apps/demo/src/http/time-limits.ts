import type { Server } from 'node:http';

/** Node looks every half minute, and waits five minutes for a request, and for ever for one who reads no answer. */
export function limitTime(server: Server): void {
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  // In which nothing comes or goes. Far above what any call of the store may take.
  server.timeout = 30_000;
}

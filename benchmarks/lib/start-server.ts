// Run by server.mjs: starts the server that its argument names, as the tests do, and stops it when its parent has gone.
import { nats, newNats } from '../../test/support/servers/nats.js';
import { provide, stopAll } from '../../test/support/servers/provide.js';
import { redis } from '../../test/support/servers/redis.js';
import { endpointOf, type ServerKind, skippedOf } from '../../test/support/servers/server.js';

/** The first that can be had. */
const kinds: Record<string, ServerKind[]> = { redis: [redis], nats: [newNats, nats] };

async function start(): Promise<{ endpoint: string } | { missing: string }> {
  let missing = '';
  for (const kind of kinds[process.argv[3] ?? ''] ?? []) {
    await provide(kind).catch((error: unknown) => (missing = String(error)));
    const endpoint = process.env[endpointOf(kind)];
    if (endpoint !== undefined) return { endpoint };
    missing = process.env[skippedOf(kind)] ?? missing;
  }
  return { missing };
}

const started = start();
process.on('message', () => {
  void started.then((value) => process.send?.({ value }));
});
process.on('disconnect', () => {
  void stopAll().finally(() => process.exit());
});

// Run by soak.mjs, as a process of its own: the servers that are soaked, each behind a proxy, and what happens to them.
import { startTcpProxy } from '../support/faults/tcp-proxy.js';
import { networkTrouble, networkTroubles, serverTrouble } from '../support/faults/troubles.js';
import { startDynamoDbProcess } from '../support/servers/dynamodb-process.js';
import { startNats } from '../support/servers/nats-process.js';
import { startRedis } from '../support/servers/redis-process.js';
import type { ServerProcess } from '../support/servers/server-process.js';

type Server = ServerProcess & { readonly port: number };

const starters: Record<string, () => Promise<Server>> = {
  redis: () => startRedis(['--appendonly', 'yes', '--appendfsync', 'always']),
  nats: () => startNats(),
  dynamodb: startDynamoDbProcess,
};
const stops: (() => Promise<void>)[] = [];
const troubleOf = new Map<string, (name: string) => ReturnType<typeof networkTrouble>>();

const answers: Record<string, (driver: string, trouble: string) => Promise<unknown>> = {
  /** The port of its proxy; a sentence where it cannot be had. */
  async start(driver) {
    try {
      const server = await starters[driver]?.();
      if (!server) throw new Error(`There is no server of that name: ${driver}`);
      const proxy = await startTcpProxy({ host: '127.0.0.1', port: server.port });
      troubleOf.set(driver, (name) =>
        networkTroubles.includes(name) ? networkTrouble(name, proxy) : serverTrouble(name, server),
      );
      stops.push(() => proxy.close().then(() => server.stop()));
      return { port: proxy.port };
    } catch (error) {
      return { missing: String(error) };
    }
  },
  async befall(driver, trouble) {
    await troubleOf.get(driver)?.(trouble).befall();
  },
  async lift(driver, trouble) {
    await troubleOf.get(driver)?.(trouble).lift();
  },
};

process.on(
  'message',
  ({ id, question, values }: { id: number; question: string; values: [string, string] }) => {
    void answers[question]?.(...values).then(
      (value) => process.send?.({ id, value }),
      (error: unknown) => process.send?.({ id, error: String(error) }),
    );
  },
);
process.on('disconnect', () => {
  void Promise.allSettled(stops.map((stop) => stop())).finally(() => process.exit());
});

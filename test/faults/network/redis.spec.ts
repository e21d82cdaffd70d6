import {
  networkTrouble,
  networkTroubles,
  serverTrouble,
  serverTroubles,
} from '../../support/faults/troubles.js';
import { startTcpProxy, type TcpProxy } from '../../support/faults/tcp-proxy.js';
import { expectToWithstand } from '../../support/faults/under-fault.js';
import { describeWithRedis } from '../../support/redis.js';
import { type RedisServer, startRedis } from '../../support/servers/redis-process.js';

jest.setTimeout(60_000);

describeWithRedis('a store on Redis', () => {
  let server: RedisServer;
  let proxy: TcpProxy;
  beforeAll(async () => {
    // What it has acknowledged it still has when it was killed.
    server = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always']);
    proxy = await startTcpProxy({ host: '127.0.0.1', port: server.port });
  });
  afterAll(async () => {
    await proxy.close();
    await server.stop();
  });
  const optionsFor = ({ port }: { port: number }) => ({
    driver: 'redis' as const,
    url: `redis://127.0.0.1:${String(port)}`,
  });

  it.each(networkTroubles)('withstands it when %s', async (name) => {
    await expectToWithstand(networkTrouble(name, proxy), optionsFor(proxy), { back: 8_000 });
  });

  it.each(['connections are reset', 'nothing passes', 'answers are lost'])(
    'withstands it with a near cache when %s',
    async (name) => {
      const cache = { max: 100, ttl: 100, misses: true };
      await expectToWithstand(networkTrouble(name, proxy), { ...optionsFor(proxy), cache }, { back: 8_000 });
    },
  );

  it.each(serverTroubles)('withstands it when %s', async (name) => {
    await expectToWithstand(serverTrouble(name, server), optionsFor(server), { back: 8_000 });
  });
});

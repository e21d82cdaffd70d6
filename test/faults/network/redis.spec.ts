import {
  networkTrouble,
  networkTroubles,
  serverTrouble,
  serverTroubles,
} from '../../support/faults/troubles.js';
import { BehindProxy } from '../../support/faults/behind-proxy.js';
import { expectToWithstand } from '../../support/faults/under-fault.js';
import { describeWithRedis } from '../../support/redis.js';
import { startRedis } from '../../support/servers/redis-process.js';

jest.setTimeout(60_000);

describeWithRedis('a store on Redis', () => {
  // What it has acknowledged it still has when it was killed.
  const behind = new BehindProxy(() => startRedis(['--appendonly', 'yes', '--appendfsync', 'always']));
  const optionsFor = ({ port }: { port: number }) => ({
    driver: 'redis' as const,
    url: `redis://127.0.0.1:${String(port)}`,
  });

  it.each(networkTroubles)('withstands it when %s', async (name) => {
    await expectToWithstand(networkTrouble(name, behind.proxy), optionsFor(behind.proxy), { back: 8_000 });
  });

  it.each(['connections are reset', 'nothing passes', 'answers are lost'])(
    'withstands it with a near cache when %s',
    async (name) => {
      const cache = { max: 100, ttl: 100, misses: true };
      await expectToWithstand(
        networkTrouble(name, behind.proxy),
        { ...optionsFor(behind.proxy), cache },
        { back: 8_000 },
      );
    },
  );

  it.each(serverTroubles)('withstands it when %s', async (name) => {
    await expectToWithstand(serverTrouble(name, behind.server), optionsFor(behind.server), { back: 8_000 });
  });
});

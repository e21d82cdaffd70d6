import { createRedisDriver } from '../../../libs/kv-store/src/drivers/redis/redis.driver.js';
import { BehindProxy } from '../../support/faults/behind-proxy.js';
import { describeWithRedis } from '../../support/redis.js';
import {
  expectSuiteToKeepSecrets,
  expectTroublesToKeepSecrets,
} from '../../support/secrets/keeps-secrets.js';
import { troubles } from '../../support/secrets/troubles.js';
import { startRedis } from '../../support/servers/redis-process.js';
import { amount } from '../amount.js';

jest.mock('../../../libs/kv-store/src/create-kv-store.js', (): unknown =>
  jest.requireActual('../../support/secrets/create-kv-store.js'),
);

jest.setTimeout(300_000);

describeWithRedis('a store on Redis', () => {
  const behind = new BehindProxy(() => startRedis(['--appendonly', 'yes', '--appendfsync', 'always']));

  it('keeps secrets', async () => {
    await expectSuiteToKeepSecrets({
      name: 'redis',
      create: () => createRedisDriver({ url: `${behind.server.url}/1` }),
      time: 'real',
      data: 'shared',
      effort: { sequences: amount(20), histories: 1, documents: amount(200) },
    });
  });

  it('keeps secrets when the network fails', async () => {
    await expectTroublesToKeepSecrets(troubles(behind.proxy), {
      driver: 'redis',
      url: `redis://127.0.0.1:${behind.proxy.port}`,
    });
  });
});

import { createRedisDriver } from '../../../libs/kv-store/src/drivers/redis/redis.driver.js';
import { startTcpProxy, type TcpProxy } from '../../support/faults/tcp-proxy.js';
import { describeWithRedis } from '../../support/redis.js';
import {
  expectSuiteToKeepSecrets,
  expectTroublesToKeepSecrets,
} from '../../support/secrets/keeps-secrets.js';
import { troubles } from '../../support/secrets/troubles.js';
import { type RedisServer, startRedis } from '../../support/servers/redis-process.js';
import { amount } from '../amount.js';

jest.mock('../../../libs/kv-store/src/create-kv-store.js', (): unknown =>
  jest.requireActual('../../support/secrets/create-kv-store.js'),
);

jest.setTimeout(300_000);

describeWithRedis('a store on Redis', () => {
  let server: RedisServer;
  let proxy: TcpProxy;
  beforeAll(async () => {
    server = await startRedis(['--appendonly', 'yes', '--appendfsync', 'always']);
    proxy = await startTcpProxy({ host: '127.0.0.1', port: server.port });
  });
  afterAll(async () => {
    await proxy.close();
    await server.stop();
  });

  it('keeps secrets', async () => {
    await expectSuiteToKeepSecrets({
      name: 'redis',
      create: () => createRedisDriver({ url: `${server.url}/1` }),
      time: 'real',
      data: 'shared',
      effort: { sequences: amount(20), histories: 1, documents: amount(200) },
    });
  });

  it('keeps secrets when the network fails', async () => {
    await expectTroublesToKeepSecrets(troubles(proxy), {
      driver: 'redis',
      url: `redis://127.0.0.1:${proxy.port}`,
    });
  });
});

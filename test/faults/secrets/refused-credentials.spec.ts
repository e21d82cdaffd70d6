import { createKvStore, type KvStoreOptions } from 'nestjs-kv-store';

import { describeWithNats } from '../../support/nats.js';
import { describeWithRedis } from '../../support/redis.js';
import {
  expectNoCredentials,
  expectNotOpened,
  inUrl,
  password,
  printed,
  token,
  use,
  user,
} from '../../support/secrets/credentials.js';
import type { Recording } from '../../support/secrets/recording.js';
import { startNats } from '../../support/servers/nats-process.js';
import { startRedis } from '../../support/servers/redis-process.js';

jest.mock('../../../libs/kv-store/src/create-kv-store.js', (): unknown =>
  jest.requireActual('../../support/secrets/create-kv-store.js'),
);
jest.setTimeout(60_000);

/** Uses a store, and goes on when `trouble` has befallen its server. */
async function useInTrouble(
  recording: Recording,
  options: KvStoreOptions,
  trouble: () => Promise<unknown>,
): Promise<void> {
  await using kv = await createKvStore(options);
  await use(kv);
  recording.add('output', printed(kv));
  await trouble();
  await use(kv);
  await use(kv);
  const { status } = await kv.healthCheck({ timeout: 500 });
  expect(status).toBe('down');
}

describeWithRedis('credentials that Redis refuses', () => {
  it('are kept when the store is opened, and later', async () => {
    const server = await startRedis();
    try {
      await server.cli('ACL', 'SETUSER', user, 'on', `>${password}`, '~*', '+@all');
      await server.cli('ACL', 'SETUSER', 'default', '>of the default user');
      const admin = ['--user', user, '--pass', password, '--no-auth-warning'];
      const { address } = server;
      for (const options of [
        { url: `redis://${user}:${token}@${address}`.replace(token, encodeURIComponent(token)) },
        { url: `redis://${address}`, password: token },
        { url: `redis://${address}`, username: token, password },
        { url: `rediss://${inUrl}${address}` },
        { cluster: [`redis://${inUrl}${address}`] },
        { sentinel: { name: 'mymaster', nodes: [`redis://${inUrl}${address}`] } },
      ]) {
        await expectNoCredentials(() => expectNotOpened({ driver: 'redis', ...options }));
      }
      await expectNoCredentials((recording) =>
        useInTrouble(recording, { driver: 'redis', url: `redis://${inUrl}${address}` }, async () => {
          await server.cli(...admin, 'ACL', 'SETUSER', 'admin', 'on', '>admin', '~*', '+@all');
          await server.cli(
            '--user',
            'admin',
            '--pass',
            'admin',
            '--no-auth-warning',
            'ACL',
            'SETUSER',
            user,
            'off',
          );
          await server.cli(
            '--user',
            'admin',
            '--pass',
            'admin',
            '--no-auth-warning',
            'CLIENT',
            'KILL',
            'TYPE',
            'normal',
            'SKIPME',
            'yes',
          );
        }),
      );
    } finally {
      await server.stop();
    }
  });

  it('are kept where TLS fails', async () => {
    const server = await startRedis([], { tls: true });
    try {
      for (const url of [`rediss://${inUrl}${server.address}`, `redis://${inUrl}${server.address}`]) {
        await expectNoCredentials(() => expectNotOpened({ driver: 'redis', url }));
      }
    } finally {
      await server.stop();
    }
  });
});

describeWithNats('credentials that NATS refuses', () => {
  it('are kept when the bucket is opened, and later', async () => {
    const server = await startNats({
      config: [`authorization { user: "${user}", password: "${password}" }`],
    });
    const { address } = server;
    try {
      for (const options of [
        { servers: `nats://${user}:${encodeURIComponent(token)}@${address}` },
        { servers: `nats://${encodeURIComponent(token)}@${address}` },
        { servers: [address, `nats://${encodeURIComponent(token)}@${address}`] },
        { servers: `tls://${inUrl}${address}` },
        { servers: address, clientConfig: { user, pass: token } },
        { servers: address, clientConfig: { token } },
      ]) {
        await expectNoCredentials(() => expectNotOpened({ driver: 'nats', bucket: 'kv', ...options }));
      }
      await expectNoCredentials((recording) =>
        useInTrouble(recording, { driver: 'nats', bucket: 'kv', servers: `nats://${inUrl}${address}` }, () =>
          server.kill(),
        ),
      );
    } finally {
      await server.stop();
    }
  });

  it('are kept where the certificate or TLS itself is refused', async () => {
    const server = await startNats({ tls: true });
    try {
      for (const servers of [`tls://${inUrl}${server.address}`, `nats://${inUrl}${server.address}`]) {
        await expectNoCredentials(() => expectNotOpened({ driver: 'nats', bucket: 'kv', servers }));
      }
    } finally {
      await server.stop();
    }
  });
});

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createKvStore, type KvStoreOptions } from 'nestjs-kv-store';

import { describeWithDynamoDb, dynamoDbOptions } from '../../support/dynamodb.js';
import type { Fault } from '../../support/faults/fault.js';
import { startTcpProxy, type TcpProxy } from '../../support/faults/tcp-proxy.js';
import { describeWithNats, natsUrl, newBucket } from '../../support/nats.js';
import { describeWithRedis, redisUrl } from '../../support/redis.js';
import { startDynamoDbProcess } from '../../support/servers/dynamodb-process.js';
import { startNats } from '../../support/servers/nats-process.js';
import { startRedis } from '../../support/servers/redis-process.js';
import type { ServerProcess } from '../../support/servers/server-process.js';
import { until } from '../../support/until.js';
import { expectToCloseAtOnce, expectToComeUp, type Outage } from './expect-to-come-up.js';

jest.setTimeout(60_000);

const faults: readonly [string, Fault][] = [
  ['resets connections', { type: 'reset' }],
  ['does not answer', { type: 'black-hole' }],
];

/** @param url Of the shared server. */
function behindAProxy(url: () => string, optionsFor: (proxied: string) => KvStoreOptions): void {
  let proxy: TcpProxy;
  let options: KvStoreOptions;
  beforeAll(async () => {
    const target = new URL(url());
    proxy = await startTcpProxy({ host: target.hostname, port: Number(target.port) });
    target.host = `${proxy.host}:${String(proxy.port)}`;
    options = optionsFor(target.href);
  });
  afterAll(() => proxy.close());
  const outage = (fault: Fault): Outage => ({
    begin: () => {
      proxy.befall(fault);
    },
    end: () => {
      proxy.heal();
    },
  });

  it.each(faults)('comes up with a server that %s at first', async (_, fault) => {
    await expectToComeUp(options, outage(fault));
    await until(() => proxy.connections === 0, 2_000);
  });

  it.each(faults)('is closed at once while its server %s', async (_, fault) => {
    await expectToCloseAtOnce(options, outage(fault));
    await until(() => proxy.connections === 0, 2_000);
  });
}

async function expectToComeUpWith(
  start: () => Promise<ServerProcess & { readonly port: number }>,
  optionsFor: (host: string) => KvStoreOptions,
): Promise<void> {
  const server = await start();
  try {
    const outage = { begin: () => server.kill(), end: () => server.restart() };
    await expectToComeUp(optionsFor(`127.0.0.1:${String(server.port)}`), outage);
  } finally {
    await server.stop();
  }
}

describeWithDynamoDb('a store on DynamoDB with startup lazy', () => {
  const optionsFor = (endpoint: string) => ({ ...dynamoDbOptions(), endpoint });
  behindAProxy(() => dynamoDbOptions().endpoint, optionsFor);

  it('comes up with a DynamoDB that is not there at first', async () => {
    await expectToComeUpWith(startDynamoDbProcess, (host) => optionsFor(`http://${host}`));
  });
});

describeWithRedis('a store on Redis with startup lazy', () => {
  const optionsFor = (url: string) => ({ driver: 'redis' as const, url });
  behindAProxy(() => redisUrl(11), optionsFor);

  it('comes up with a Redis that is not there at first', async () => {
    await expectToComeUpWith(startRedis, (host) => optionsFor(`redis://${host}`));
  });
});

describeWithNats('a store on NATS with startup lazy', () => {
  const optionsFor = (servers: string) => ({ driver: 'nats' as const, servers, bucket: newBucket() });
  behindAProxy(natsUrl, optionsFor);

  it('comes up with a NATS that is not there at first', async () => {
    await expectToComeUpWith(startNats, (host) => optionsFor(`nats://${host}`));
  });
});

describe('a store on LMDB with startup lazy', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'test-lmdb-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));
  /** What is in the place of the directory, as before a disk is mounted. */
  const inTheWay = (): Outage => ({
    begin: () => writeFile(join(folder, 'data'), ''),
    end: () => rm(join(folder, 'data')),
  });
  const options = () => ({ driver: 'lmdb' as const, path: join(folder, 'data') });

  it('comes up with a directory that cannot be opened at first', async () => {
    await expectToComeUp(options(), inTheWay());
  });

  it('is closed at once while its directory cannot be opened', async () => {
    await expectToCloseAtOnce(options(), inTheWay());
  });
});

describe('a store in memory with startup lazy', () => {
  it('is open at once', async () => {
    await using kv = await createKvStore({ driver: 'memory', startup: 'lazy' });
    await kv.set('key', 'value');
    expect(await kv.get('key')).toBe('value');
  });
});

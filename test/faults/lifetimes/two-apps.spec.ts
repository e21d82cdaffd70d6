import { rm } from 'node:fs/promises';

import { connect } from '@nats-io/transport-node';
import { Test } from '@nestjs/testing';
import { createClient } from '@redis/client';
import { KV_STORE, type KvStore, KvStoreModule, type KvStoreOptions } from 'nestjs-kv-store';

import { describeWithDynamoDb, dynamoDbOptions, rawClient } from '../../support/dynamodb.js';
import { describeWithNats, natsUrl, newBucket } from '../../support/nats.js';
import { describeWithRedis, redisUrl } from '../../support/redis.js';
import { eachDriver } from './each-driver.js';

async function start(options: KvStoreOptions) {
  const module = await Test.createTestingModule({
    imports: [KvStoreModule.forRoot({ ...options, logging: false })],
  }).compile();
  await module.init();
  return { kv: module.get<KvStore>(KV_STORE), close: () => module.close() };
}

/** Two applications of one process, as in tests, or one that is started anew before the other has ended. */
async function expectToLiveApart(options: KvStoreOptions, shares: boolean): Promise<void> {
  const [one, other] = [await start(options), await start(options)];
  await one.kv.set('key', 'value');
  expect(await other.kv.get('key')).toBe(shares ? 'value' : undefined);
  const underWay = other.kv.increment('count');
  await one.close();
  expect(await underWay).toBe(1);
  await expect(one.kv.get('key')).rejects.toMatchObject({ code: 'CLOSED' });
  await other.kv.set('key', 'another');
  expect(await other.kv.get('key')).toBe('another');
  const third = await start(options);
  expect(await third.kv.get('key')).toBe(shares ? 'another' : undefined);
  await Promise.all([other.close(), third.close()]);
}

for (const [driver, describeIt, optionsOf] of eachDriver) {
  describeIt(`two applications of one process with stores on ${driver}`, () => {
    it('live and end apart', async () => {
      const options = optionsOf();
      await expectToLiveApart(options, driver !== 'memory');
      if (options.driver === 'lmdb') await rm(options.path, { recursive: true, force: true });
    });
  });
}

describeWithDynamoDb('two applications with one client of DynamoDB', () => {
  it('leave that of DynamoDB open', async () => {
    const { table } = dynamoDbOptions();
    const client = rawClient();
    try {
      await expectToLiveApart({ driver: 'dynamodb', client, table, createTable: true }, true);
      expect(await client.config.region()).toBe('us-east-1');
    } finally {
      client.destroy();
    }
  });
});

describeWithRedis('two applications with one client of Redis', () => {
  it('leave that of Redis open', async () => {
    const client = await createClient({ url: redisUrl(15) }).connect();
    try {
      await client.flushDb();
      await expectToLiveApart({ driver: 'redis', client }, true);
      expect(await client.ping()).toBe('PONG');
      expect(client.listenerCount('error')).toBe(0);
    } finally {
      client.destroy();
    }
  });
});

describeWithNats('two applications with one connection to NATS', () => {
  it('leave that of NATS open', async () => {
    const client = await connect({ servers: natsUrl() });
    try {
      await expectToLiveApart({ driver: 'nats', client, bucket: newBucket() }, true);
      expect(client.isClosed()).toBe(false);
      await client.flush();
    } finally {
      await client.close();
    }
  });
});

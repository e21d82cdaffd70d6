import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import type { KvStoreModuleOptions } from 'nestjs-kv-store';

import { newFolder } from '../../drivers/lmdb/folder.js';
import { describeWithDynamoDb, dynamoDbOptions } from '../../support/dynamodb.js';
import { describeWithNats, natsUrl, newBucket } from '../../support/nats.js';
import { describeWithRedis, redisUrl } from '../../support/redis.js';
import { until } from '../../support/until.js';
import { openShop, type Shop } from './open-shop.js';
import { Runs } from './shop.js';
import { Till } from './till.js';

function testsOn(options: () => KvStoreModuleOptions, hasRoom = true): void {
  /** That of the shop's route 'slow'. */
  const lease = 1_000;
  let store: KvStoreModuleOptions;
  let runs: Runs;
  let shops: [Shop, Shop];
  beforeAll(async () => {
    store = options();
    runs = new Runs();
    shops = [
      await openShop(store, { platform: 'Express', runs }),
      await openShop(store, { platform: 'Fastify', runs }),
    ];
  });
  afterAll(() => Promise.all(shops.map((shop) => shop.close())));

  it('one of 50 requests at once runs the handler, and the others get its response or are told to wait', async () => {
    let told = 0;
    for (let round = 0; round < 5; round += 1) {
      const request = { key: randomUUID(), body: { wait: 50, item: String(round) } };
      const path = `/orders?of=round-${String(round)}`;
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, at) => shops[at % 2 ? 1 : 0].post(path, request)),
      );
      expect(runs.of(`round-${String(round)}`)).toBe(1);
      expect(answers.filter(({ status, isReplayed }) => status === 201 && !isReplayed)).toHaveLength(1);
      const others = answers.filter(({ status, isReplayed }) => status === 409 || isReplayed);
      expect(others).toHaveLength(49);
      told += answers.filter(({ status }) => status === 409).length;
      for (const shop of shops) {
        const again = await shop.post(path, request);
        expect(again).toMatchObject({
          status: 201,
          isReplayed: true,
          text: `{"order":1,"item":"${String(round)}"}`,
        });
      }
    }
    expect(told).toBeGreaterThan(0);
  });

  it('a handler that takes longer than the lease still runs once', async () => {
    const request = { key: randomUUID(), body: { wait: lease * 2.5 } };
    const first = shops[0].post('/slow', request);
    await until(() => runs.of('slow') === 1);
    await delay(lease * 2);
    expect((await shops[1].post('/slow', request)).status).toBe(409);
    expect((await first).status).toBe(201);
    expect(await shops[1].post('/slow', request)).toMatchObject({ isReplayed: true });
    expect(runs.of('slow')).toBe(1);
  });

  it('a response that the store has no room for is given once', async () => {
    const first = await shops[0].post('/bulky', { key: 'bulky' });
    expect(first.bytes).toHaveLength(450_000);
    const { status, text } = await shops[1].post('/bulky', { key: 'bulky' });
    expect(status).toBe(hasRoom ? 201 : 410);
    expect(text === first.text).toBe(hasRoom);
    expect(runs.of('bulky')).toBe(1);
  });

  it('after a crash of the process that handles it a key is claimed until the lease is over', async () => {
    const till = new Till(store, lease);
    const request = { key: randomUUID(), body: { item: 'pen' } };
    const url = await till.url;
    const lost = till.post(`${url}/orders?of=lost`, request);
    await till.isHandling;
    await till.kill();
    await expect(lost).rejects.toThrow('fetch failed');
    const statuses = new Set<number>();
    await until(async () => {
      const { status } = await shops[0].post('/orders?of=lost', request);
      statuses.add(status);
      return status !== 409;
    });
    expect([...statuses]).toEqual([409, 201]);
    expect(runs.of('lost')).toBe(1);
  });
}

describe('on LMDB', () => {
  const path = newFolder();
  testsOn(() => ({ driver: 'lmdb', path }));
});
describeWithDynamoDb('on DynamoDB', () => {
  testsOn(dynamoDbOptions, false);
});
describeWithRedis('on Redis', () => {
  testsOn(() => ({ driver: 'redis', url: redisUrl(3), namespace: randomUUID() }));
});
describeWithNats('on NATS', () => {
  testsOn(() => ({ driver: 'nats', servers: natsUrl(), bucket: newBucket() }));
});

import { createKvStore, type KvStoreOptions } from 'nestjs-kv-store';

import { describeWithDynamoDb, dynamoDbOptions } from '../../support/dynamodb.js';
import { describeWithNats, natsUrl, newBucket } from '../../support/nats.js';
import { describeWithRedis, redisUrl } from '../../support/redis.js';
import { amount } from '../amount.js';
import { Flood } from './flood.js';
import { settle } from './settle.js';

jest.setTimeout(180_000);

const calls = amount(20_000);

/** All are made, in their order; and then most of as many are cancelled, which the others do not notice. */
async function expectToStandFlood(options: KvStoreOptions): Promise<void> {
  await using kv = await createKvStore({ ...options, timeout: 120_000 });
  const flood = new Flood(kv, 4);
  flood.call(calls);
  await Promise.all(flood.answers);
  const { last } = flood;
  expect(await kv.getMany(last.keys())).toEqual([...last.values()]);

  const { signal, abort } = cancelling();
  const cancelled = Array.from({ length: calls }, (_, index) =>
    index % 2 ? kv.get(`own-${index}`, { signal }) : kv.set(`gone-${index}`, 'value', { signal }),
  );
  const others = Array.from({ length: calls / 20 }, (_, index) => kv.set(`stays-${index}`, `${index}`));
  abort();
  expect((await settle(cancelled)).codes).toEqual({ ABORTED: calls });
  expect((await settle(others)).codes).toEqual({ ok: calls / 20 });
  // None of them was sent.
  const written = await kv.getMany(Array.from({ length: calls / 2 }, (_, index) => `gone-${2 * index}`));
  expect(written.filter((value) => value !== undefined)).toEqual([]);
}

/** Calls that are given a moment end by then, and leave nothing that is in the way of what comes later. */
async function expectToKeepDeadlines(options: KvStoreOptions, timeout: number): Promise<void> {
  await using kv = await createKvStore({ ...options, timeout });
  const flood = new Flood(kv, 5);
  const since = performance.now();
  flood.call(calls);
  const { codes, last } = await settle(flood.answers, since);
  const { ok = 0, TIMEOUT = 0, CONFLICT = 0 } = codes;
  expect(ok + TIMEOUT + CONFLICT).toBe(calls);
  expect(TIMEOUT).toBeGreaterThan(0);
  expect(last).toBeLessThan(timeout + 10_000);
  await kv.set('afterwards', 'value', { timeout: 10_000 });
  expect(await kv.get('afterwards', { timeout: 10_000 })).toBe('value');
}

function cancelling(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return {
    signal: controller.signal,
    abort: () => {
      controller.abort();
    },
  };
}

const title = `${calls} calls at once`;

describeWithRedis('Redis', () => {
  const options = (): KvStoreOptions => ({ driver: 'redis', url: redisUrl(14), namespace: newBucket() });
  it(`stands ${title}`, () => expectToStandFlood(options()));
  it(`keeps the deadlines of ${title}`, () => expectToKeepDeadlines(options(), 10));
});

describeWithNats('NATS', () => {
  const options = (): KvStoreOptions => ({ driver: 'nats', servers: natsUrl(), bucket: newBucket() });
  it(`stands ${title}`, () => expectToStandFlood(options()));
  it(`keeps the deadlines of ${title}`, () => expectToKeepDeadlines(options(), 10));
});

describeWithDynamoDb('DynamoDB', () => {
  it(`stands ${title}`, () => expectToStandFlood(dynamoDbOptions()));
  it(`keeps the deadlines of ${title}`, () => expectToKeepDeadlines(dynamoDbOptions(), 10));
});

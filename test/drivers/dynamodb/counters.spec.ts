import {
  type AttributeValue,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { createKvStore, type KvStore, type OpenKvStore } from 'nestjs-kv-store';
import { type LocalDynamoDb, startLocalDynamoDb } from 'nestjs-kv-store/testing';

import { type DroppingProxy, startDroppingProxy } from '../../support/dropping-proxy.js';
import { describeWithDynamoDb, dynamoDbOptions, rawClient } from '../../support/dynamodb.js';

type Item = Record<string, AttributeValue>;

describeWithDynamoDb('counters in DynamoDB', () => {
  // To come: what has really expired DynamoDB removes under the test's hands.
  let now = 1_900_000_000_000;
  let proxy: DroppingProxy;
  let kv: OpenKvStore;
  /** Another process. */
  let other: OpenKvStore;
  let client: DynamoDBClient;
  let table: string;
  let key: string;
  let count = 0;

  beforeAll(async () => {
    const options = dynamoDbOptions();
    table = options.table;
    proxy = await startDroppingProxy(options.endpoint);
    const clock = { now: () => now };
    kv = await createKvStore({ ...options, endpoint: proxy.endpoint, clock });
    other = await createKvStore({ ...options, clock });
    client = rawClient();
  });
  afterAll(async () => {
    await kv.close();
    await other.close();
    client.destroy();
    await proxy.close();
  });
  beforeEach(() => {
    key = `counter-${String((count += 1))}`;
  });

  const put = (item: Item) =>
    client.send(new PutItemCommand({ TableName: table, Item: { pk: { S: key }, ...item } }));
  const item = async () =>
    (
      await client.send(
        new GetItemCommand({ TableName: table, Key: { pk: { S: key } }, ConsistentRead: true }),
      )
    ).Item;
  const increments = (times: number, ttl?: number) => {
    const options = { timeout: 15_000, ...(ttl !== undefined && { ttl }) };
    return Promise.all(
      Array.from({ length: times }, (_, index) => (index % 2 ? kv : other).increment(key, 1, options)),
    );
  };
  const expectEachOf = (sums: readonly number[]) => {
    const sorted = [...sums].sort((a, b) => a - b);
    expect(sorted).toEqual(sums.map((_, index) => index + 1));
  };
  /** The requests that `work` makes. */
  const requests = async (work: () => Promise<unknown>) => {
    proxy.reset();
    await work();
    return proxy.counts;
  };

  it('are numbers, with a version of their own at every change', async () => {
    await kv.increment(key, 5);
    const first = await item();
    expect(first).toMatchObject({ value: { N: '5' }, version: { S: expect.stringMatching(/^count:/) } });
    await kv.increment(key, 0);
    expect((await item())?.['version']).not.toEqual(first?.['version']);
    expect(await kv.get(key)).toBe('5');
  });

  it('are one request each, but for what is not yet a counter of ours', async () => {
    expect(await requests(() => kv.increment(key))).toEqual({ UpdateItem: 1 });
    expect(await requests(() => kv.increment(key))).toEqual({ UpdateItem: 1 });
    expect(await requests(() => kv.increment(key, 1, { ttl: 60_000 }))).toEqual({ UpdateItem: 1 });
    expect(await requests(() => kv.increment(`${key}-new`, 1, { ttl: 60_000 }))).toEqual({
      UpdateItem: 1,
      PutItem: 1,
    });
    await kv.set(key, '7', { ttl: 1_000 });
    expect(await requests(() => kv.increment(key))).toEqual({ UpdateItem: 2 });
    now += 1_000;
    expect(await requests(() => kv.increment(key))).toEqual({ UpdateItem: 1, PutItem: 1 });
  });

  it('lose nothing of what two processes count, with a ttl or without', async () => {
    expectEachOf(await increments(300));
    expect(await kv.get(key)).toBe('300');
    key += '-ttl';
    expectEachOf(await increments(200, 60_000));
    expect(await kv.getEntry(key)).toMatchObject({ value: '200', expiresAt: now + 60_000 });
  });

  it('lose nothing while they are converted, touched and expire', async () => {
    await put({ value: { N: '0' } });
    const touches = Promise.all(Array.from({ length: 20 }, () => other.touch(key, 60_000)));
    expectEachOf(await increments(100));
    expect(await touches).toEqual(Array.from({ length: 20 }, () => true));
    now += 60_000;
    expectEachOf(await increments(100));
  });

  it('keep all else that the item holds when they are converted', async () => {
    const rest = { ttl: { N: '2000000000' }, more: { S: 'attributes' } };
    for (const value of [{ S: '41' }, { N: '41.0' }, { B: Buffer.from('41') }]) {
      await put({ value, ...rest });
      expect(await kv.increment(key)).toBe(42);
      expect(await item()).toMatchObject({ value: { N: '42' }, ...rest });
    }
  });

  it.each<[string, Item, string]>([
    ['a fraction', { value: { N: '1.5' } }, 'INVALID_ARGUMENT'],
    ['a number beyond 2^53', { value: { N: '9007199254740993' } }, 'INVALID_ARGUMENT'],
    ['a number of 38 digits', { value: { N: '12345678901234567890123456789012345678' } }, 'INVALID_ARGUMENT'],
    ['bytes that are no number', { value: { B: Buffer.from('05') } }, 'INVALID_ARGUMENT'],
    ['a map', { value: { M: {} } }, 'CORRUPT'],
    ['nothing', {}, 'CORRUPT'],
  ])('leave %s as it is', async (_, theirs, code) => {
    await put(theirs);
    await expect(kv.increment(key)).rejects.toMatchObject({ code });
    // Not even the version that a touch gives it makes it a counter.
    await kv.touch(key, 60_000);
    await expect(kv.increment(key)).rejects.toMatchObject({ code });
    const left = await item();
    expect(left?.['value']).toEqual(theirs['value'] && { ...theirs['value'] });
  });

  it('count on from a text under the version of a counter', async () => {
    await kv.increment(key);
    await put({ value: { S: '5' }, version: (await item())?.['version'] ?? { S: 'none' } });
    expect(await kv.increment(key)).toBe(6);
  });

  it('stay within their bounds, in one request', async () => {
    const most = Number.MAX_SAFE_INTEGER;
    expect(await kv.increment(key, most)).toBe(most);
    expect(
      await requests(() => expect(kv.increment(key)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })),
    ).toEqual({ UpdateItem: 1 });
    expect(await kv.increment(key, -most)).toBe(0);
    expect(await kv.increment(key, -most)).toBe(-most);
    await expect(kv.increment(key, -1)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await kv.increment(key, most)).toBe(0);
  });
});

describe('a DynamoDB that does not tell why a condition did not hold', () => {
  let server: LocalDynamoDb;
  let kv: OpenKvStore;
  let table = 0;
  beforeAll(async () => {
    server = await startLocalDynamoDb({ engine: 'dynalite' });
  });
  afterAll(() => server.stop());

  const open = async (clock?: { now(): number }): Promise<KvStore> => {
    const { endpoint, region, credentials } = server;
    kv = await createKvStore({
      driver: 'dynamodb',
      table: `silent-${String((table += 1))}`,
      createTable: true,
      ...{ endpoint, region, credentials },
      ...(clock && { clock }),
    });
    return kv;
  };
  afterEach(() => kv.close());

  it('counts all the same', async () => {
    let now = 1_900_000_000_000;
    const store = await open({ now: () => now });
    const ten = (key: string, ttl?: number) =>
      Promise.all(
        Array.from({ length: 10 }, () => store.increment(key, 1, ttl === undefined ? {} : { ttl })),
      );
    const sorted = (sums: readonly number[]) => [...sums].sort((a, b) => a - b);
    expect(sorted(await ten('new'))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(sorted(await ten('with-ttl', 1_000))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    now += 1_000;
    expect(sorted(await ten('with-ttl'))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    await store.set('text', '10');
    expect(sorted(await ten('text'))).toEqual([11, 12, 13, 14, 15, 16, 17, 18, 19, 20]);
    await store.set('text', 'ten');
    await expect(store.increment('text')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await store.increment('new', Number.MAX_SAFE_INTEGER - 10)).toBe(Number.MAX_SAFE_INTEGER);
    await expect(store.increment('new')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await kv.close();
  });

  it('leaves what it cannot hand over', async () => {
    const store = await open();
    const { endpoint, region, credentials } = server;
    const client = new DynamoDBClient({ endpoint, region, credentials });
    const TableName = `silent-${String(table)}`;
    await client.send(new PutItemCommand({ TableName, Item: { pk: { S: 'map' }, value: { M: {} } } }));
    await expect(store.take('map')).rejects.toMatchObject({ code: 'CORRUPT' });
    await expect(store.increment('map')).rejects.toMatchObject({ code: 'CORRUPT' });
    expect(await store.take('nothing')).toBeUndefined();
    client.destroy();
    await kv.close();
  });
});

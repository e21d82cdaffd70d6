import type { KvBatchError, KvDriverEvent, OpenKvStore } from 'nestjs-kv-store';

import {
  breaking,
  type Fate,
  leaving,
  openOn,
  refusing,
  startStub,
  type StubDynamoDb,
  tableName,
  times,
} from '../../support/stub-dynamodb/index.js';

const keys = Array.from({ length: 20 }, (_, index) => `key-${String(index)}`);
const values = keys.map((key) => `value of ${key}`);
const entries = keys.map((key): [string, string] => [key, `value of ${key}`]);

const some: Fate = leaving((_, index) => index % 3 === 0);
const all: Fate = leaving(() => true);
const tail: Fate = leaving((_, index) => index >= 5);
const stubborn = leaving((key) => key === 'key-7');

/** What becomes of the requests, one after the other, and how many it takes until all is done. */
const patterns: readonly (readonly [string, readonly Fate[], number])[] = [
  ['nothing', [], 1],
  ['some', [some], 2],
  ['some of what was left, again and again', [some, some, some], 4],
  ['all', [all], 2],
  ['all, twice', [all, all], 3],
  ['all, every other time', [all, some, all, some], 5],
  ['one and the same key again and again', times(6, stubborn), 7],
  ['the whole tail, as of 16 MB', [tail, tail, tail], 4],
  [
    'all but one',
    times(
      19,
      leaving((_, index) => index > 0),
    ),
    20,
  ],
];

let stub: StubDynamoDb;
let kv: OpenKvStore;
let events: KvDriverEvent[];
beforeEach(async () => {
  stub = await startStub();
  events = [];
  kv = await openOn(stub, { observers: [{ driverEvent: (event) => events.push(event) }] });
  stub.reset();
});
afterEach(async () => {
  await kv.close();
  await stub.stop();
});

describe.each(patterns)('a batch of which %s is left undone', (_, fates, requests) => {
  const leftovers = () => events.filter(({ type }) => type === 'leftovers');
  const unitsOf = (operation: string) =>
    events.reduce(
      (sum, event) => sum + (event.type === 'capacity' && event.operation === operation ? event.units : 0),
      0,
    );

  it('is written in full, each entry once', async () => {
    stub.befall('BatchWriteItem', ...fates);
    await kv.setMany(entries);
    expect(stub.counts).toEqual({ BatchWriteItem: requests });
    expect([...stub.items().values()].map(({ value }) => value?.['S']).sort()).toEqual(values.toSorted());
    expect(leftovers()).toHaveLength(fates.length);
    expect(unitsOf('write')).toBe(keys.length);
  });

  it('is read in full, in its order', async () => {
    await kv.setMany(entries);
    stub.reset();
    stub.befall('BatchGetItem', ...fates);
    expect(await kv.getMany([...keys, 'none'])).toEqual([...values, undefined]);
    expect(stub.counts).toEqual({ BatchGetItem: requests });
    expect(leftovers()).toHaveLength(fates.length);
    expect(unitsOf('read')).toBe(keys.length + 1);
  });

  it('is deleted in full', async () => {
    await kv.setMany(entries);
    stub.reset();
    stub.befall('BatchWriteItem', ...fates);
    await kv.deleteMany(keys);
    expect(stub.items().size).toBe(0);
    expect(stub.counts).toEqual({ BatchWriteItem: requests });
  });
});

describe('what is left undone for ever', () => {
  const timeout = 500;
  const isStubborn = leaving((key) => key === 'bad');

  it('fails alone when the time is up, and what was done with it is done', async () => {
    stub.decide = () => isStubborn;
    const started = performance.now();
    const [write, read] = await Promise.allSettled([
      kv.setMany(
        [
          ['good', '1'],
          ['bad', '1'],
          ['fine', '1'],
        ],
        { timeout },
      ),
      kv.getMany(['other', 'bad'], { timeout }),
    ]);
    expect(performance.now() - started).toBeLessThan(timeout + 300);
    for (const result of [write, read]) {
      const { failures } = (result as PromiseRejectedResult).reason as KvBatchError;
      expect(failures).toMatchObject([{ key: 'bad', code: 'TIMEOUT', retryable: true }]);
    }
    expect((read as PromiseRejectedResult).reason).not.toHaveProperty('outcome');
    expect([...stub.items().keys()]).toEqual(['good', 'fine']);
    // With jitter, some twenty would fill the time.
    expect(stub.requests.length).toBeLessThan(60);
  });

  it('delays no neighbour', async () => {
    stub.decide = () => isStubborn;
    const bad = kv.set('bad', '1', { timeout });
    const started = performance.now();
    await Promise.all([kv.set('good', '1'), kv.set('fine', '1')]);
    expect(performance.now() - started).toBeLessThan(timeout / 2);
    expect(stub.requests[0]?.keys).toEqual(['bad', 'good', 'fine']);
    await expect(bad).rejects.toMatchObject({ code: 'TIMEOUT' });
  });

  it('is asked for no more once its caller has left', async () => {
    stub.decide = () => isStubborn;
    const controller = new AbortController();
    const bad = kv.get('bad', { signal: controller.signal });
    await Promise.all([kv.get('good'), kv.get('fine')]);
    controller.abort();
    await expect(bad).rejects.toMatchObject({ code: 'ABORTED' });
    const sent = stub.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(stub.requests).toHaveLength(sent);
  });

  it('holds nothing up that comes later, and is done at once when there is room again', async () => {
    stub.decide = () => isStubborn;
    const bad = kv.setMany(
      [
        ['bad', '1'],
        ['good', '1'],
      ],
      { timeout: 20_000 },
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await kv.get('good')).toBe('1');
    stub.decide = () => undefined;
    await bad;
    expect(await kv.get('bad')).toBe('1');
  });
});

describe('leftovers that are odd', () => {
  const key = (name: string) => ({ pk: { S: name } });

  it('may name what was not asked for, or what was answered, too', async () => {
    await kv.setMany([
      ['a', '1'],
      ['b', '1'],
    ]);
    stub.reset();
    const item = (name: string) => ({ ...key(name), value: { S: 'of the first answer' } });
    const body = {
      Responses: { [tableName]: [item('a'), item('b'), item('stranger')] },
      UnprocessedKeys: { [tableName]: { Keys: [key('elsewhere'), key('b')] } },
    };
    stub.befall('BatchGetItem', { raw: { body: JSON.stringify(body) } });
    expect(await kv.getMany(['a', 'b'])).toEqual(['of the first answer', '1']);
    expect(stub.requests[1]?.keys).toEqual(['b']);
  });

  it('may have their attributes in another order', async () => {
    const composite = await startStub('composite');
    const other = await openOn(composite, { primaryKey: 'composite' });
    try {
      composite.decide = ({ operation, keys: [first] }) => {
        composite.decide = () => undefined;
        const Keys = [{ sk: { S: String(first).split('\n')[1] }, pk: { S: 'users' } }];
        const undone =
          operation === 'BatchGetItem' ? { Keys } : Keys.map((Key) => ({ DeleteRequest: { Key } }));
        const body = { UnprocessedKeys: { [tableName]: undone }, UnprocessedItems: { [tableName]: undone } };
        return { done: false, raw: { body: JSON.stringify({ Responses: {}, ...body }) } };
      };
      await other.deleteMany(['users:1', 'users:2']);
      expect(composite.requests.map(({ keys: asked }) => asked)).toEqual([
        [],
        ['users\nusers:1', 'users\nusers:2'],
        ['users\nusers:1'],
      ]);
    } finally {
      await other.close();
      await composite.stop();
    }
  });
});

describe('a batch that is refused after leftovers', () => {
  it('fails what was left, and keeps what was done', async () => {
    stub.befall('BatchWriteItem', some, refusing('UnrecognizedClientException'));
    const error = (await kv.setMany(entries).catch((reason: unknown) => reason)) as KvBatchError;
    expect(error).toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(error).not.toHaveProperty('outcome');
    const failed = error.failures.map((failure) => failure.key);
    expect(failed).toEqual(keys.filter((_, index) => index % 3 === 0));
    expect([...stub.items().keys()]).toEqual(keys.filter((_, index) => index % 3 !== 0));
  });

  it('when it was sent again leaves open what an earlier attempt may have made', async () => {
    stub.befall('BatchWriteItem', breaking(true), refusing('AccessDeniedException'));
    stub.befall('PutItem', ...times(keys.length, refusing('AccessDeniedException')));
    const error = await kv.setMany(entries).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'PERMISSION_DENIED', outcome: 'unknown' });
    expect(stub.counts).toEqual({ BatchWriteItem: 2, PutItem: keys.length });
    expect(stub.items().size).toBe(keys.length);
  });

  it('by an item is sent item by item, and only that one fails', async () => {
    stub.decide = ({ operation, keys: asked }) =>
      operation === 'BatchWriteItem' || asked.includes('key-3') ? refusing('ValidationException') : undefined;
    const error = (await kv.setMany(entries).catch((reason: unknown) => reason)) as KvBatchError;
    expect(error.failures).toMatchObject([{ key: 'key-3', code: 'INVALID_ARGUMENT', retryable: false }]);
    expect(stub.items().size).toBe(keys.length - 1);
    expect(stub.counts).toEqual({ BatchWriteItem: 1, PutItem: keys.length });
  });
});

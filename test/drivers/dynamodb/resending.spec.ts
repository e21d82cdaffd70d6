import { type DynamoDBClient, DynamoDBClient as Client, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createKvStore, type KvCommit, type KvObserver, type OpenKvStore } from 'nestjs-kv-store';

import { type Accident, type DroppingProxy, startDroppingProxy } from '../../support/dropping-proxy.js';
import { describeWithDynamoDb, dynamoDbOptions, rawClient } from '../../support/dynamodb.js';

/** The work is done and the answer lost. */
const lost: Accident = {};
const refused = (name: string): Accident => ({ done: false, answer: { status: 400, name } });
const broken = (done: boolean): Accident => ({ done, answer: { status: 500, name: 'InternalServerError' } });

describeWithDynamoDb('a DynamoDB whose answers get lost', () => {
  let proxy: DroppingProxy;
  let raw: DynamoDBClient;
  let table: string;

  let ours: OpenKvStore;
  let onLent: OpenKvStore;
  let lent: DynamoDBClient;

  beforeAll(async () => {
    const options = dynamoDbOptions();
    table = options.table;
    proxy = await startDroppingProxy(options.endpoint);
    raw = rawClient();
    ours = await createKvStore({ ...options, endpoint: proxy.endpoint });
    const { region, credentials } = options;
    lent = new Client({ region, credentials, endpoint: proxy.endpoint, cacheMiddleware: true });
    onLent = await createKvStore({ driver: 'dynamodb', table, client: lent });
  });
  afterAll(async () => {
    await ours.close();
    await onLent.close();
    lent.destroy();
    raw.destroy();
    await proxy.close();
  });

  describe.each<[string, () => OpenKvStore]>([
    ['our client', () => ours],
    ['a client handed in', () => onLent],
  ])('on %s', (which, store) => {
    let kv: OpenKvStore;
    let key: string;
    let count = 0;
    beforeEach(() => {
      kv = store();
      key = `${which}-${String((count += 1))}`;
      proxy.reset();
    });

    /** What was sent by what the test did, from here on. */
    const from = () => {
      proxy.reset();
    };
    const overwrite = () =>
      raw.send(
        new PutItemCommand({
          TableName: table,
          Item: { pk: { S: key }, value: { S: 'theirs' }, version: { S: 'theirs' } },
        }),
      );
    const versionOf = (commit: KvCommit) => (commit.ok ? commit.version : 'not made');
    const unknown = { code: 'UNAVAILABLE', retryable: true, outcome: 'unknown' };

    it.each([
      ['lost', lost],
      ['an internal error', broken(true)],
    ])('a create whose answer is %s is known by its version', async (_, accident) => {
      proxy.befall('PutItem', accident);
      const commit = await kv.create(key, 'mine');
      expect(proxy.counts).toEqual({ PutItem: 1, GetItem: 1 });
      expect(await kv.getEntry(key)).toMatchObject({ value: 'mine', version: versionOf(commit) });
    });

    it('a create that lost is lost, whatever its answer came to', async () => {
      await kv.set(key, 'theirs');
      proxy.befall('PutItem', lost);
      await expect(kv.create(key, 'mine')).rejects.toMatchObject(unknown);
      expect(await kv.get(key)).toBe('theirs');
    });

    it('a change that another overwrote before we looked has an unknown outcome', async () => {
      const version = versionOf(await kv.create(key, 'first'));
      from();
      proxy.befall('PutItem', { meanwhile: overwrite });
      await expect(kv.replaceIf(key, 'mine', version)).rejects.toMatchObject(unknown);
      expect(proxy.counts).toEqual({ PutItem: 1, GetItem: 1 });
      expect(await kv.get(key)).toBe('theirs');
    });

    it('a change of which nothing is to be seen may yet land, so its outcome is unknown', async () => {
      proxy.befall('PutItem', { done: false });
      await expect(kv.create(key, 'mine')).rejects.toMatchObject(unknown);
      expect(proxy.counts).toEqual({ PutItem: 1, GetItem: 1 });
    });

    it('a look that fails, too, hides no failure', async () => {
      proxy.befall('PutItem', lost);
      proxy.befall('GetItem', ...[1, 2, 3].map(() => refused('AccessDeniedException')));
      await expect(kv.create(key, 'mine')).rejects.toMatchObject({
        ...unknown,
        cause: { code: 'ECONNRESET' },
      });
      expect(proxy.counts['PutItem']).toBe(1);
    });

    it('replaceIf is settled', async () => {
      const version = versionOf(await kv.create(key, 'first'));
      from();
      proxy.befall('PutItem', lost);
      const commit = await kv.replaceIf(key, 'second', version);
      expect(proxy.counts).toEqual({ PutItem: 1, GetItem: 1 });
      expect(await kv.getEntry(key)).toMatchObject({ value: 'second', version: versionOf(commit) });
    });

    it('touch is settled', async () => {
      await kv.set(key, 'value');
      from();
      proxy.befall('UpdateItem', lost);
      expect(await kv.touch(key, 60_000)).toBe(true);
      expect(proxy.counts).toEqual({ UpdateItem: 1, GetItem: 1 });
      expect(await kv.getEntry(key)).toHaveProperty('expiresAt');
    });

    it('no increment counts twice, new, converted or neither', async () => {
      proxy.befall('UpdateItem', lost, lost, broken(true));
      expect([await kv.increment(key), await kv.increment(key), await kv.increment(key)]).toEqual([1, 2, 3]);
      expect(proxy.counts).toEqual({ UpdateItem: 3, GetItem: 3 });
      await kv.set(key, '7');
      proxy.befall('UpdateItem', { answer: { status: 400, name: 'ThrottlingException' }, done: false }, {});
      // The first to get through finds a text, whose refusal is lost.
      await expect(kv.increment(key)).rejects.toMatchObject(unknown);
      expect(await kv.get(key)).toBe('7');
      expect(await kv.increment(key)).toBe(8);
      from();
      const created = `${key}-with-ttl`;
      proxy.befall('PutItem', lost);
      expect(await kv.increment(created, 5, { ttl: 60_000 })).toBe(5);
      expect(proxy.counts).toEqual({ UpdateItem: 1, PutItem: 1, GetItem: 1 });
      expect(await kv.get(created)).toBe('5');
    });

    it('increments side by side whose answers are lost are counted once, or of unknown outcome', async () => {
      await kv.increment(key, 0);
      proxy.befall('UpdateItem', ...Array.from({ length: 40 }, () => lost));
      const calls = await Promise.allSettled(Array.from({ length: 60 }, () => kv.increment(key)));
      for (const call of calls) if (call.status === 'rejected') expect(call.reason).toMatchObject(unknown);
      const sums = calls.flatMap((call) => (call.status === 'fulfilled' ? [call.value] : []));
      expect(new Set(sums).size).toBe(sums.length);
      expect(await kv.get(key)).toBe('60');
    });

    it.each([
      ['lost', lost],
      ['an internal error', broken(true)],
    ])('deletes whose answer is %s are sent once, their outcome unknown', async (_, accident) => {
      const version = versionOf(await kv.create(key, 'value'));
      from();
      proxy.befall('DeleteItem', accident);
      await expect(kv.deleteIf(key, version)).rejects.toMatchObject(unknown);
      expect(proxy.counts).toEqual({ DeleteItem: 1 });
      await kv.set(key, 'value');
      from();
      proxy.befall('DeleteItem', accident);
      await expect(kv.take(key)).rejects.toMatchObject(unknown);
      expect(proxy.counts).toEqual({ DeleteItem: 1 });
    });

    it.each([
      'ProvisionedThroughputExceededException',
      'ThrottlingException',
      'TransactionConflictException',
    ])('%s changed nothing, so the change is sent again', async (name) => {
      const refusals = [1, 2, 3, 4].map(() => refused(name));
      for (const operation of ['PutItem', 'UpdateItem', 'DeleteItem']) proxy.befall(operation, ...refusals);
      const version = versionOf(await kv.create(key, '1'));
      expect(await kv.increment(key)).toBe(2);
      expect(await kv.deleteIf(key, version)).toBe(false);
      expect(proxy.counts).toMatchObject({ PutItem: 5, DeleteItem: 5 });
      expect(await kv.get(key)).toBe('2');
    });

    it('what is refused for good is sent once', async () => {
      proxy.befall('PutItem', refused('AccessDeniedException'));
      const error: unknown = await kv.create(key, 'mine').catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'PERMISSION_DENIED' });
      expect(error).not.toHaveProperty('outcome');
      expect(proxy.counts).toEqual({ PutItem: 1 });
    });

    it('a plain set is sent again by the SDK', async () => {
      proxy.befall('PutItem', lost);
      await kv.set(key, 'value');
      expect(proxy.counts).toEqual({ PutItem: 2 });
      expect(await kv.get(key)).toBe('value');
    });
  });

  it('tells of each attempt that is refused as too much, which the SDK and we send again', async () => {
    const throttled: string[] = [];
    const options = { ...dynamoDbOptions(), endpoint: proxy.endpoint };
    const driverEvent: KvObserver['driverEvent'] = (event) => {
      if (event.type === 'throttled') throttled.push(event.operation);
    };
    await using kv = await createKvStore({ ...options, observers: [{ driverEvent }] });
    proxy.reset();
    const busy = refused('ProvisionedThroughputExceededException');
    for (const operation of ['GetItem', 'BatchGetItem', 'Scan']) proxy.befall(operation, busy);
    proxy.befall('PutItem', busy, busy, refused('TransactionConflictException'));
    await kv.create('key', 'value');
    await kv.get('key');
    await kv.getMany(['key', 'other']);
    await kv.page();
    expect(throttled).toEqual(['write', 'write', 'read', 'read', 'read']);
    expect(proxy.counts).toEqual({ PutItem: 4, GetItem: 2, BatchGetItem: 2, Scan: 2 });
  });

  it('leaves the retries of a client that was handed in as they are', () => {
    expect(lent.middlewareStack.identify().filter((name) => name.startsWith('retryMiddleware'))).toHaveLength(
      1,
    );
    proxy.reset();
    proxy.befall('PutItem', lost);
    const put = new PutItemCommand({ TableName: table, Item: { pk: { S: 'lent' }, value: { S: 'value' } } });
    return lent.send(put).then(({ $metadata }) => {
      expect($metadata.attempts).toBe(2);
    });
  });
});

describe('a DynamoDB that is not there', () => {
  it('says so at once, for nothing was sent', async () => {
    // Serves until the store is open.
    const proxy = await startDroppingProxy('http://127.0.0.1:1');
    const options = {
      driver: 'dynamodb' as const,
      table: 'kv-table',
      region: 'local',
      endpoint: proxy.endpoint,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    };
    proxy.befall('DescribeTable', refused('AccessDeniedException'));
    proxy.befall('GetItem', { done: false, answer: { status: 200, name: 'none' } });
    const kv = await createKvStore(options);
    await proxy.close();
    // A request on a connection whose end is not yet known might have been received.
    await new Promise((resolve) => setTimeout(resolve, 50));
    const started = performance.now();
    await expect(kv.increment('key')).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      cause: { code: 'ECONNREFUSED' },
    });
    expect(performance.now() - started).toBeLessThan(2_000);
    await kv.close();
  });
});

import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { createKvStore, type KvCommit, type OpenKvStore } from 'nestjs-kv-store';

import { type DroppingProxy, startDroppingProxy } from '../../support/dropping-proxy.js';
import { describeWithDynamoDb, dynamoDbOptions, rawClient } from '../../support/dynamodb.js';

type Item = Record<string, AttributeValue>;

describeWithDynamoDb('conditional changes of items in DynamoDB', () => {
  // To come: what has really expired DynamoDB removes under the test's hands.
  const start = 1_900_000_000_000;
  let now = start;
  let proxy: DroppingProxy;
  let kv: OpenKvStore;
  let client: DynamoDBClient;
  let table: string;
  let key: string;
  let count = 0;

  beforeAll(async () => {
    const options = dynamoDbOptions();
    table = options.table;
    proxy = await startDroppingProxy(options.endpoint);
    kv = await createKvStore({ ...options, endpoint: proxy.endpoint, clock: { now: () => now } });
    client = rawClient();
  });
  afterAll(async () => {
    await kv.close();
    client.destroy();
    await proxy.close();
  });
  beforeEach(() => {
    now = start;
    key = `key-${String((count += 1))}`;
  });

  const put = (item: Item) =>
    client.send(new PutItemCommand({ TableName: table, Item: { pk: { S: key }, ...item } }));
  const item = async () =>
    (
      await client.send(
        new GetItemCommand({ TableName: table, Key: { pk: { S: key } }, ConsistentRead: true }),
      )
    ).Item;
  const versionOf = async () => (await kv.getEntry(key))?.version ?? 'none';
  const committed = (commit: KvCommit) => (commit.ok ? commit.version : 'not made');
  /** The requests that `work` makes. */
  const requests = async (work: () => Promise<unknown>) => {
    proxy.reset();
    await work();
    return proxy.counts;
  };

  it('are one request each', async () => {
    let version = '';
    expect(await requests(async () => (version = committed(await kv.create(key, 'one'))))).toEqual({
      PutItem: 1,
    });
    expect(await requests(() => kv.create(key, 'two'))).toEqual({ PutItem: 1 });
    expect(
      await requests(async () => (version = committed(await kv.replaceIf(key, 'two', version)))),
    ).toEqual({ PutItem: 1 });
    expect(await requests(() => kv.touch(key, 60_000))).toEqual({ UpdateItem: 1 });
    expect(await requests(() => kv.deleteIf(key, version))).toEqual({ DeleteItem: 1 });
    expect(await requests(() => kv.take(key))).toEqual({ DeleteItem: 1 });
    expect(await requests(() => kv.take(key))).toEqual({ DeleteItem: 1 });
    expect(await requests(() => kv.touch(key, 60_000))).toEqual({ UpdateItem: 1 });
  });

  it('give the version that the item carries', async () => {
    const version = committed(await kv.create(key, 'value'));
    expect(await item()).toMatchObject({ value: { S: 'value' }, version: { S: version } });
  });

  it('know the expired by the rule of reading, whoever wrote the item', async () => {
    const second = start / 1_000;
    const ttl = fc.option(
      fc.oneof(
        fc.integer({ min: second - 2, max: second + 6 }).map((n) => ({ N: String(n) })),
        fc.constantFrom({ N: String(second + 0.5) }, { N: '-1' }, { N: '1e30' }, { S: String(second) }),
      ),
      { nil: undefined },
    );
    const ttlMs = fc.option(
      fc.oneof(
        fc.integer({ min: start - 500, max: start + 5_000 }).map((n) => ({ N: String(n) })),
        fc.constantFrom({ N: String(start + 0.5) }, { S: String(start) }),
      ),
      { nil: undefined },
    );
    const time = fc
      .tuple(fc.integer({ min: start - 1_000, max: start + 5_000 }), fc.constantFrom(0, 0.25))
      .map(([whole, part]) => whole + part);
    const attributes = fc.oneof(
      fc.tuple(ttl, ttlMs),
      // As we write them.
      fc
        .integer({ min: start - 500, max: start + 5_000 })
        .map((ms) => [{ N: String(Math.ceil(ms / 1_000)) }, { N: String(ms) }] as const),
    );
    await fc.assert(
      fc.asyncProperty(attributes, time, async ([seconds, milliseconds], at) => {
        now = at;
        key = `key-${String((count += 1))}`;
        await put({
          value: { S: 'old' },
          version: { S: 'v' },
          ...(seconds && { ttl: seconds }),
          ...(milliseconds && { ttlMs: milliseconds }),
        });
        const isThere = await kv.has(key);
        expect(await kv.touch(key, null)).toBe(isThere);
        await put({
          value: { S: 'old' },
          ...(seconds && { ttl: seconds }),
          ...(milliseconds && { ttlMs: milliseconds }),
        });
        expect((await kv.create(key, 'new')).ok).toBe(!isThere);
      }),
      {
        numRuns: 150,
        examples: [-1, 0, 1].flatMap((more) =>
          [start, start + 1, start + 999, start + 1_000].map(
            (at): [[AttributeValue.NMember, AttributeValue.NMember], number] => [
              [{ N: String(Math.ceil(at / 1_000)) }, { N: String(at) }],
              at + more,
            ],
          ),
        ),
      },
    );
  });

  describe('of items that another program wrote', () => {
    it('go by their content and its type', async () => {
      await put({ value: { S: '5' } });
      const text = await versionOf();
      expect(text).toMatch(/^value:[\w-]{43}$/);
      await put({ value: { S: '5' }, more: { S: 'attributes' } });
      expect(await versionOf()).toBe(text);
      await put({ value: { N: '5' } });
      const number = await versionOf();
      await put({ value: { B: Buffer.from('5') } });
      expect(new Set([text, number, await versionOf()]).size).toBe(3);
      expect(await kv.replaceIf(key, 'new', text)).toEqual({ ok: false });
    });

    it.each<[string, Item]>([
      ['text', { value: { S: 'theirs' } }],
      ['a number', { value: { N: '1.50' } }],
      ['bytes', { value: { B: Buffer.from('theirs') } }],
      ['a version that is a number', { value: { S: 'theirs' }, version: { N: '3' } }],
      ['a version that is no ETag', { value: { S: 'theirs' }, version: { S: '"3", "4"' } }],
      ['a version of their own', { value: { S: 'theirs' }, version: { S: 'v3' } }],
      ['a version that looks like content', { value: { S: 'theirs' }, version: { S: 'value:v3' } }],
    ])('replace and remove what is still as it was: %s', async (_, theirs) => {
      await put(theirs);
      const version = await versionOf();
      await put({
        ...theirs,
        value: { S: 'changed' },
        ...(theirs['version']?.S && { version: { S: 'v4' } }),
      });
      expect(await kv.replaceIf(key, 'mine', version)).toEqual({ ok: false });
      expect(await kv.deleteIf(key, version)).toBe(false);
      await put(theirs);
      expect(await versionOf()).toBe(version);
      const mine = committed(await kv.replaceIf(key, 'mine', version));
      expect(await kv.getEntry(key)).toEqual({ key, value: 'mine', version: mine });
      await put(theirs);
      expect(await kv.deleteIf(key, version)).toBe(true);
      expect(await item()).toBeUndefined();
    });

    it('notice whoever comes between the look and the change', async () => {
      await put({ value: { S: 'theirs' } });
      const version = await versionOf();
      proxy.befall('GetItem', {
        passes: true,
        meanwhile: () => put({ value: { S: 'theirs' }, version: { S: 'anew' } }),
      });
      // The content is the same, but the entry was written anew.
      expect(await kv.replaceIf(key, 'mine', version)).toEqual({ ok: false });
      await put({ value: { S: 'theirs' } });
      proxy.befall('GetItem', { passes: true, meanwhile: () => put({ value: { S: 'newer' } }) });
      expect(await kv.deleteIf(key, version)).toBe(false);
      expect(await kv.get(key)).toBe('newer');
    });

    it('take them for absent once expired', async () => {
      await put({ value: { S: 'theirs' }, ttl: { N: String(start / 1_000 + 1) } });
      const version = await versionOf();
      now += 1_000;
      expect(await kv.replaceIf(key, 'mine', version)).toEqual({ ok: false });
      expect(await kv.deleteIf(key, version)).toBe(false);
      expect(await kv.take(key)).toBeUndefined();
    });

    it('move their expiry and keep the rest', async () => {
      await put({ value: { N: '7' }, more: { S: 'attributes' } });
      expect(await kv.touch(key, 1_500)).toBe(true);
      expect(await item()).toMatchObject({
        value: { N: '7' },
        more: { S: 'attributes' },
        ttl: { N: String(start / 1_000 + 2) },
        ttlMs: { N: String(start + 1_500) },
      });
      expect(await kv.touch(key, null)).toBe(true);
      expect(await item()).not.toHaveProperty('ttl');
      expect(await item()).not.toHaveProperty('ttlMs');
    });

    it.each<[string, Item]>([
      ['text', { value: { S: '5' } }],
      ['a number', { value: { N: '5' } }],
      ['bytes', { value: { B: Buffer.from('5') } }],
    ])('take %s', async (_, theirs) => {
      await put(theirs);
      expect(await kv.take(key)).toBe('5');
      expect(await item()).toBeUndefined();
    });

    it('put back what turns out not to be text', async () => {
      const bytes = Uint8Array.of(0xff, 0xfe);
      await put({ value: { B: bytes } });
      await expect(kv.take(key)).rejects.toMatchObject({ code: 'CORRUPT' });
      expect(await item()).toMatchObject({ value: { B: bytes } });
    });

    it('leave what they cannot hand over', async () => {
      await put({ value: { M: { a: { S: 'b' } } } });
      await expect(kv.take(key)).rejects.toMatchObject({ code: 'CORRUPT' });
      expect(await kv.replaceIf(key, 'mine', 'value:unknown')).toEqual({ ok: false });
      expect(await kv.create(key, 'mine')).toEqual({ ok: false });
      expect(await item()).toMatchObject({ value: { M: { a: { S: 'b' } } } });
      await put({ value: { M: {} }, ttl: { N: '1' } });
      expect(await kv.take(key)).toBeUndefined();
      expect(await kv.create(key, 'mine')).toMatchObject({ ok: true });
    });
  });

  it('know attributes by the names that they were given, reserved or not', async () => {
    const attributes = { pk: 'key', value: 'values', ttl: 'ttl', ttlMs: 'time-to.live', version: 'hash' };
    const renamed = await createKvStore({ ...dynamoDbOptions(), attributes, clock: { now: () => now } });
    const version = committed(await renamed.create('a', 'one', { ttl: 500 }));
    expect(await renamed.replaceIf('a', 'two', version, { ttl: 500 })).toMatchObject({ ok: true });
    expect(await renamed.touch('a', 1_000)).toBe(true);
    now += 999;
    expect(await renamed.take('a')).toBe('two');
    expect(await renamed.increment('n', 1, { ttl: 500 })).toBe(1);
    expect(await renamed.increment('n')).toBe(2);
    now += 500;
    expect(await renamed.increment('n')).toBe(1);
    await renamed.close();
  });
});

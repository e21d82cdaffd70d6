import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createKvStore, type DynamoDbOptions, KvBatchError, type OpenKvStore } from 'nestjs-kv-store';
import { createTestClock, type KvTestClock } from 'nestjs-kv-store/testing';

import { describeWithDynamoDb, dynamoDbOptions, rawClient } from '../../support/dynamodb.js';

describeWithDynamoDb('items in DynamoDB', () => {
  let options: DynamoDbOptions;
  let kv: OpenKvStore;
  let client: DynamoDBClient;
  let clock: KvTestClock;

  beforeAll(async () => {
    options = dynamoDbOptions();
    clock = createTestClock(1_900_000_000_000);
    kv = await createKvStore({ ...options, clock });
    client = rawClient();
  });
  afterAll(async () => {
    client.destroy();
    await kv.close();
  });

  const put = (Item: PutItemCommand['input']['Item']) =>
    client.send(new PutItemCommand({ TableName: options.table, Item }));
  const item = async (key: string) =>
    (await client.send(new GetItemCommand({ TableName: options.table, Key: { pk: { S: key } } }))).Item;

  it('are read when GoFr wrote them', async () => {
    await put({ pk: { S: 'from-gofr' }, value: { S: '{"name":"Ada"}' } });
    expect(await kv.get('from-gofr')).toBe('{"name":"Ada"}');
    expect(await kv.getMany(['from-gofr', 'from-nobody'])).toEqual(['{"name":"Ada"}', undefined]);
  });

  it('are what GoFr reads', async () => {
    await kv.set('to-gofr', '{"name":"Grace"}');
    await kv.setMany([
      ['to-gofr-2', 'a'],
      ['to-gofr-3', 'b'],
    ]);
    const written = await item('to-gofr');
    expect(written).toMatchObject({ pk: { S: 'to-gofr' }, value: { S: '{"name":"Grace"}' } });
    expect(Object.keys(written ?? {}).sort()).toEqual(['pk', 'value', 'version']);
    expect(await item('to-gofr-2')).toMatchObject({ pk: { S: 'to-gofr-2' }, value: { S: 'a' } });
  });

  it('have another version after every write', async () => {
    await kv.set('versioned', 'same');
    const first = (await item('versioned'))?.['version']?.S;
    await kv.set('versioned', 'same');
    const second = (await item('versioned'))?.['version']?.S;
    expect(first).toBeTruthy();
    expect(second).toBeTruthy();
    expect(second).not.toBe(first);
  });

  it('carry their expiry in seconds, rounded up, for DynamoDB and in milliseconds for us', async () => {
    await kv.set('expiring', 'value', { ttl: 1_234.5 });
    expect(await item('expiring')).toMatchObject({ ttl: { N: '1900000002' }, ttlMs: { N: '1900000001235' } });
    await kv.set('expiring', 'value');
    expect(await item('expiring')).not.toHaveProperty('ttl');
  });

  it('expire by the TTL that another program wrote', async () => {
    await put({ pk: { S: 'foreign-ttl' }, value: { S: 'value' }, ttl: { N: '1900000100' } });
    expect(await kv.get('foreign-ttl')).toBe('value');
    clock.advance(100_000);
    expect(await kv.get('foreign-ttl')).toBeUndefined();
  });

  it('expire by the TTL that another program wrote over ours, or not at all', async () => {
    await kv.set('moved', 'value', { ttl: 1_000 });
    const soon = { ...(await item('moved')), ttl: { N: String(clock.now() / 1_000 + 50) } };
    await put(soon);
    const { ttl: _, ...kept } = { ...soon, pk: { S: 'kept' } };
    await put(kept);
    clock.advance(49_999);
    expect(await kv.getMany(['moved', 'kept'])).toEqual(['value', 'value']);
    clock.advance(1);
    expect(await kv.getMany(['moved', 'kept'])).toEqual([undefined, 'value']);
  });

  it('may hold bytes, which are read as the UTF-8 that they are, or CORRUPT', async () => {
    await put({ pk: { S: 'bytes' }, value: { B: Buffer.from('naïve') } });
    await put({ pk: { S: 'not-utf8' }, value: { B: Buffer.from([0xff, 0xfe]) } });
    expect(await kv.get('bytes')).toBe('naïve');
    await expect(kv.get('not-utf8')).rejects.toMatchObject({
      code: 'CORRUPT',
      key: 'not-utf8',
      retryable: false,
    });
    expect(await kv.has('not-utf8')).toBe(true);
  });

  it('may hold a number, which is read as its digits', async () => {
    await put({ pk: { S: 'number' }, value: { N: '42' } });
    expect(await kv.get('number')).toBe('42');
  });

  it('are CORRUPT without a value that can be read, and harm no neighbour', async () => {
    await put({ pk: { S: 'map' }, value: { M: { a: { S: 'b' } } } });
    await put({ pk: { S: 'no-value' } });
    await kv.set('sound', 'value');
    await expect(kv.get('map')).rejects.toMatchObject({ code: 'CORRUPT' });
    await expect(kv.get('no-value')).rejects.toMatchObject({ code: 'CORRUPT' });
    const error: unknown = await kv.getMany(['sound', 'map', 'no-value']).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(KvBatchError);
    expect((error as KvBatchError).failures.map(({ key, code }) => [key, code])).toEqual([
      ['map', 'CORRUPT'],
      ['no-value', 'CORRUPT'],
    ]);
    await kv.set('map', 'mended');
    expect(await kv.get('map')).toBe('mended');
  });

  it('are absent once they have expired, whatever they held', async () => {
    const ttl = { N: String(Math.floor(clock.now() / 1_000)) };
    await put({ pk: { S: 'expired map' }, value: { M: {} }, ttl });
    expect(await kv.get('expired map')).toBeUndefined();
    expect(await kv.getMany(['expired map', 'none'])).toEqual([undefined, undefined]);
  });

  it('may have attributes of other names', async () => {
    const attributes = { pk: 'id', value: 'body', ttl: 'expires', ttlMs: 'expiresMs', version: 'etag' };
    const other = dynamoDbOptions();
    const renamed = await createKvStore({ ...other, attributes, clock });
    await renamed.set('key', 'value', { ttl: 60_000 });
    await renamed.setMany([
      ['many-1', '1'],
      ['many-2', '2'],
    ]);
    const { Item } = await client.send(
      new GetItemCommand({ TableName: other.table, Key: { id: { S: 'key' } } }),
    );
    expect(Object.keys(Item ?? {}).sort()).toEqual(['body', 'etag', 'expires', 'expiresMs', 'id']);
    expect(await renamed.get('key')).toBe('value');
    expect(await renamed.getMany(['many-1', 'many-2'])).toEqual(['1', '2']);
    await renamed.close();
  });
});

import type { KvBatchError, OpenKvStore } from 'nestjs-kv-store';

import {
  type Fate,
  openOn,
  startStub,
  type StubDynamoDb,
  tableName,
} from '../../support/stub-dynamodb/index.js';

let stub: StubDynamoDb;
let kv: OpenKvStore;
beforeEach(async () => {
  stub = await startStub();
  kv = await openOn(stub);
  await kv.set('key', 'value');
  stub.reset();
});
afterEach(async () => {
  expect(stub.sentTwice).toEqual([]);
  await kv.close();
  await stub.stop();
});

const page = '<html><body>an answer of a proxy</body></html>';

describe.each<[string, Fate]>([
  ['a page of HTML', { raw: { body: page } }],
  ['a page of HTML that says 404', { raw: { body: page, status: 404 } }],
  ['a page of HTML that says 502', { raw: { body: page, status: 502 } }],
  ['a redirection', { raw: { body: page, status: 302 } }],
  ['half of an answer', { raw: { body: '{"Item":{"pk":{"S":"key"},"val' } }],
  ['an answer cut off', { cut: 'midway' }],
  ['an answer shorter than it says', { raw: { body: '{"Item":{', claimed: 1_000 }, cut: 'midway' }],
  ['an empty answer', { raw: { body: '' } }],
  ['bytes that are no Base64', { raw: { body: '{"Item":{"pk":{"S":"key"},"value":{"B":"%%%"}}}' } }],
])('%s', (_, fate) => {
  const isAnswer = () => {
    stub.decide = () => fate;
  };

  it('is never taken for a miss, or for an entry', async () => {
    isAnswer();
    const calls = [() => kv.get('key'), () => kv.getEntry('none'), () => kv.has('key')];
    for (const call of calls) {
      const error: unknown = await call().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
      expect(error).not.toHaveProperty('outcome');
      expect((error as Error).message).not.toContain('proxy</body>');
    }
    stub.decide = () => undefined;
    expect(await kv.get('key')).toBe('value');
  });

  it('is a health check that failed', async () => {
    isAnswer();
    const { status, details } = await kv.healthCheck();
    // Bytes that are none are nothing to a description, which then has no table.
    expect([status, details.error?.code]).toEqual(['down', 'UNAVAILABLE']);
  });

  it('leaves open what became of a change, but for that which is seen to be made', async () => {
    stub.befall('PutItem', fate);
    // Nothing is said of the status of an answer of which nothing can be read: 404 is no answer of DynamoDB's.
    const [create] = await Promise.allSettled([kv.create('new', 'value')]);
    if (create.status === 'rejected') expect(create.reason).toMatchObject({ code: 'UNAVAILABLE' });
    else expect(await kv.get('new')).toBe('value');
    expect(stub.counts['PutItem']).toBe(1);
  });
});

describe('an item that is odd', () => {
  const answer = (item: unknown) => {
    stub.befall('GetItem', { raw: { body: JSON.stringify({ Item: item }) } });
  };
  const pk = { S: 'key' };

  it.each([
    ['a text that is a number', { pk, value: { S: 5 } }],
    ['bytes that are a number', { pk, value: { B: 5 } }],
    ['a number that is none', { pk, value: { N: 5 } }],
    ['a map', { pk, value: { M: {} } }],
    ['nothing', { pk, value: { NULL: true } }],
    ['a value without its type', { pk, value: 'text' }],
    ['no attributes', {}],
    ['a list of them', []],
    ['a text of them', 'text'],
  ])('as of %s, is CORRUPT', async (_, item) => {
    answer(item);
    await expect(kv.get('key')).rejects.toMatchObject({ code: 'CORRUPT', retryable: false });
    expect(await kv.get('key')).toBe('value');
  });

  it('by what it says of versions and expiry is read all the same', async () => {
    answer({ pk, value: { S: 'theirs' }, version: { S: 5 }, ttl: { N: 'soon' }, ttlMs: { N: 5 } });
    const entry = await kv.getEntry('key');
    expect(entry).toMatchObject({ value: 'theirs', version: expect.stringMatching(/^value:/) as string });
    expect(entry).not.toHaveProperty('expiresAt');
  });

  it('in a batch fails alone', async () => {
    const items = [
      { pk: { S: 'odd' }, value: { S: 5 } },
      { pk, value: { S: 'value' } },
    ];
    stub.befall('BatchGetItem', { raw: { body: JSON.stringify({ Responses: { [tableName]: items } }) } });
    const error = (await kv
      .getMany(['key', 'odd', 'none'])
      .catch((reason: unknown) => reason)) as KvBatchError;
    expect(error.failures).toMatchObject([{ key: 'odd', code: 'CORRUPT' }]);
  });
});

it('a checksum of the answer is left to TLS', async () => {
  stub.befall('GetItem', { headers: { 'x-amz-crc32': '1' } });
  expect(await kv.get('key')).toBe('value');
});

it('too many requests, said by who stands between, is throttling', async () => {
  stub.decide = () => ({ done: false, raw: { body: page, status: 429 } });
  await expect(kv.increment('count', 1, { timeout: 300 })).rejects.toMatchObject({ retryable: true });
  stub.befall('GetItem', ...[1, 2, 3, 4].map(() => ({ raw: { body: page, status: 429 } })));
  const read = kv.get('key', { timeout: 20_000 });
  await expect(read).rejects.toMatchObject({ code: 'THROTTLED', retryable: true });
}, 20_000);

import { createKvStore, type OpenKvStore } from 'nestjs-kv-store';

import { describeWithDynamoDb, dynamoDbOptions } from '../../support/dynamodb.js';

const itemLimit = 409_600;
/** The names pk, value, version, ttl and ttlMs, the version token, and room for two numbers. */
const overhead = 22 + 36 + 20;

describeWithDynamoDb('the limits of DynamoDB', () => {
  let kv: OpenKvStore;
  beforeAll(async () => {
    kv = await createKvStore(dynamoDbOptions());
  });
  afterAll(() => kv.close());

  it.each([1, 1_024, 2_048])('takes a key of %i bytes', async (bytes) => {
    const key = 'k'.repeat(bytes);
    await kv.set(key, 'value');
    expect(await kv.get(key)).toBe('value');
    expect(await kv.getMany([key, 'another'])).toEqual(['value', undefined]);
  });

  it('refuses a key of 2,049 bytes and the empty key before anything is sent', async () => {
    await expect(kv.set('k'.repeat(2_049), 'value')).rejects.toMatchObject({ code: 'TOO_LARGE' });
    await expect(kv.get('k'.repeat(2_049))).rejects.toMatchObject({ code: 'TOO_LARGE' });
    await expect(kv.get('')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('takes an item of 399 KB, alone and in a batch', async () => {
    const value = 'v'.repeat(399 * 1_024 - overhead);
    await kv.set('large', value);
    expect(await kv.get('large')).toBe(value);
    await kv.setMany([
      ['large-1', value],
      ['large-2', value],
    ]);
    expect(await kv.getMany(['large-1', 'large-2'])).toEqual([value, value]);
  });

  it('refuses an item of 401 KB, and stores none of its neighbours', async () => {
    const value = 'v'.repeat(401 * 1_024 - overhead);
    await expect(kv.set('too-large', value)).rejects.toMatchObject({ code: 'TOO_LARGE', key: 'too-large' });
    const entries = [
      ['neighbour', 'value'],
      ['too-large', value],
    ] as const;
    await expect(kv.setMany(entries)).rejects.toMatchObject({ code: 'TOO_LARGE', key: 'too-large' });
    expect(await kv.getMany(['neighbour', 'too-large'])).toEqual([undefined, undefined]);
  });

  it('takes what its limit says with every attribute present, and nothing that DynamoDB would refuse', async () => {
    const largest = 'é'.repeat((itemLimit - overhead - 'limit!'.length) / 2);
    await kv.set('limit!', largest, { ttl: 60_000 });
    expect(await kv.get('limit!')).toBe(largest);
    await expect(kv.set('limit!', `${largest}v`)).rejects.toMatchObject({ code: 'TOO_LARGE' });
  });

  it('reads more than the 16 MB that one batch request answers', async () => {
    const value = 'v'.repeat(390 * 1_024);
    const keys = Array.from({ length: 50 }, (_, index) => `big-${String(index)}`);
    await kv.setMany(
      keys.map((key) => [key, value]),
      { timeout: 20_000 },
    );
    const values = await kv.getMany(keys, { timeout: 20_000 });
    expect(values).toHaveLength(50);
    expect(values.every((one) => one === value)).toBe(true);
  });
});

import { json, KvError, type KvStore } from 'nestjs-kv-store';
import { createMockKvStore, createTestKvStore } from 'nestjs-kv-store/testing';

import { until } from '../../support/until.js';
import { openShop, type Shop } from './open-shop.js';

const outage = new KvError(
  { code: 'UNAVAILABLE', message: 'the server at 10.0.0.7 is gone.' },
  { operation: 'create', store: 'secret-store', driver: 'd' },
);

describe.each(['Express', 'Fastify'] as const)('while the store is down, on %s', (platform) => {
  // The folder that the module takes, with failures at a test's will.
  const behind = createTestKvStore().as(json());
  const records = createMockKvStore<jest.Mocked<KvStore<unknown>>>(jest.fn, behind);
  const root = createMockKvStore<jest.Mocked<KvStore>>(jest.fn);
  let shop: Shop;

  beforeAll(async () => {
    const folder = createMockKvStore<jest.Mocked<KvStore>>(jest.fn);
    folder.as.mockReturnValue(records);
    root.namespace.mockReturnValue(folder);
    shop = await openShop({ driver: 'memory' }, { platform, kv: root, lease: 3_000 });
  });
  afterAll(() => shop.close());

  it('nothing runs, and a request is told to come later', async () => {
    records.create.mockRejectedValueOnce(outage);
    const { status, headers, text } = await shop.post('/orders?of=begin', { key: 'a' });
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('1');
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(JSON.parse(text)).toMatchObject({ code: 'idempotency-store-unavailable' });
    expect(text).not.toMatch(/secret|10\.0/);
    expect(shop.runs.of('begin')).toBe(0);
    expect(await shop.post('/orders?of=begin', { key: 'a' })).toMatchObject({
      status: 201,
      isReplayed: false,
    });
  });

  it('what was done is answered, and replayed when the store is back', async () => {
    let isDown = true;
    records.replaceIf.mockImplementation((...args) =>
      isDown ? Promise.reject(outage) : behind.replaceIf(...args),
    );
    const first = await shop.post('/orders?of=end', { key: 'b' });
    expect(first).toMatchObject({ status: 201, text: '{"order":1}', isReplayed: false });
    expect((await shop.post('/orders?of=end', { key: 'b' })).status).toBe(409);
    isDown = false;
    await until(async () => (await shop.post('/orders?of=end', { key: 'b' })).isReplayed);
    expect(shop.runs.of('end')).toBe(1);
  });

  it('a request without a key needs no store', async () => {
    const { length } = records.create.mock.calls;
    expect((await shop.post('/orders?of=keyless')).status).toBe(201);
    expect(records.create).toHaveBeenCalledTimes(length);
  });
});

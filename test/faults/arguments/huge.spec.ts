import { createKvStore, json, KvError, type KvStoreOptions, type OpenKvStore, text } from 'nestjs-kv-store';

import { swapOnly } from '../../model/drivers.js';

const size = 10_000_000;
const [letters, accents, digits] = ['x'.repeat(size), 'é'.repeat(size / 2), '1'.repeat(size)];
const many = Array.from({ length: 100_000 }, (_, index) => `key ${String(index)}`);

function nested(depth: number): unknown {
  let value: unknown = 'inmost';
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}

/** What came of it, which must come soon: what grows with the square of such a size takes minutes. */
async function soon(work: () => unknown): Promise<string> {
  const started = performance.now();
  let outcome = 'ok';
  try {
    await work();
  } catch (error) {
    if (!(error instanceof KvError)) throw error;
    expect(error.message.length).toBeLessThan(2_000);
    outcome = error.code;
  }
  expect(performance.now() - started).toBeLessThan(10_000);
  return outcome;
}

const stores: readonly (readonly [string, () => KvStoreOptions])[] = [
  ['memory', () => ({ driver: 'memory' })],
  ['memory behind a cache', () => ({ driver: 'memory', cache: { max: 10, ttl: 1_000 } })],
  ['a driver far away', () => ({ driver: swapOnly({ reads: 100, writes: 25, inFlight: 8 }) })],
];

describe.each(stores)('in %s', (_, options) => {
  let kv: OpenKvStore;
  beforeAll(async () => {
    kv = await createKvStore(options());
  });
  afterAll(() => kv.close());

  it.each([
    ['letters', letters],
    ['letters of two bytes', accents],
    ['digits', digits],
  ])('10 MB of %s are soon taken or refused', async (_name, huge) => {
    const calls: readonly (readonly [string, () => unknown])[] = [
      ['TOO_LARGE', () => kv.get(huge)],
      ['TOO_LARGE', () => kv.getMany([huge, huge])],
      ['TOO_LARGE', () => kv.set(huge, huge)],
      ['TOO_LARGE', () => kv.namespace(huge).get('a')],
      ['INVALID_ARGUMENT', () => kv.get(`${huge}\ud800`)],
      ['INVALID_ARGUMENT', () => kv.page({ cursor: huge })],
      ['ok', () => kv.page({ prefix: huge })],
      ['ok', () => kv.set('a', huge)],
      ['INVALID_ARGUMENT', () => kv.increment('a')],
      ['ok', () => kv.replaceIf('a', huge, huge)],
      ['ok', () => kv.as(json()).set('b', { [huge]: [huge] })],
      ['ok', () => kv.as(json()).get('b')],
      ['INVALID_ARGUMENT', () => kv.as(json()).set('b', { [huge]: NaN })],
      ['INVALID_ARGUMENT', () => kv.get('a', { consistency: huge as 'strong' })],
      ['INVALID_ARGUMENT', () => kv.as({ ...text, kind: huge as 'text' })],
      ['INVALID_ARGUMENT', () => kv.namespace('a', { [huge]: 1 })],
    ];
    for (const [outcome, call] of calls)
      expect([String(call), await soon(call)]).toEqual([String(call), outcome]);
  });

  it('100,000 keys are soon dealt with, and what never ends is soon refused', async () => {
    const entries = many.map((key) => [key, key] as const);
    expect(await soon(() => kv.setMany(entries, { timeout: 20_000 }))).toBe('ok');
    expect(await kv.getMany([...many, ...many])).toEqual([...many, ...many]);
    expect(await soon(() => kv.deleteMany(many, { timeout: 20_000 }))).toBe('ok');
    expect(await kv.has('key 7')).toBe(false);
    const endless = function* () {
      for (;;) yield 'a';
    };
    expect(await soon(() => kv.getMany(endless()))).toBe('INVALID_ARGUMENT');
  });

  it('what is nested 100,000 deep is refused, and read where others have stored it', async () => {
    const documents = kv.as(json());
    expect(await soon(() => documents.set('deep', nested(100_000)))).toBe('INVALID_ARGUMENT');
    await kv.set('deep', '['.repeat(100_000) + ']'.repeat(100_000));
    expect(await soon(() => documents.get('deep'))).toMatch(/^(ok|CORRUPT)$/);
    expect(await soon(() => documents.set('sparse', new Array(2 ** 31)))).toBe('INVALID_ARGUMENT');
  });
});

const huge = [
  letters,
  digits,
  'a:'.repeat(size / 2),
  `arn:${'a:'.repeat(size / 2)}`,
  `http://${'a@'.repeat(size / 2)}`,
];

it.each([
  ['dynamodb', ['table', 'region', 'endpoint', 'credentials', 'attributes']],
  ['redis', ['url', 'socket', 'cluster', 'sentinel', 'username']],
  ['nats', ['servers', 'bucket', 'storage']],
  ['lmdb', ['path', 'sync']],
])("options of driver '%s' that are huge are soon refused", async (driver, names) => {
  for (const name of names) {
    for (const value of huge) {
      const options = { driver, [name]: value, unknown: true } as unknown as KvStoreOptions;
      expect([name, await soon(() => createKvStore(options))]).toEqual([name, 'INVALID_ARGUMENT']);
    }
  }
});

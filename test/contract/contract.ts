import { inspect } from 'node:util';

import fc from 'fast-check';
import { type KvError, KvBatchError, type KvStore } from 'nestjs-kv-store';
import { createTestClock, type KvTestClock } from 'nestjs-kv-store/testing';

/** Keys that some back end somewhere gets wrong. */
const awkwardKeys = [
  'a',
  ' ',
  'a:b',
  'a/b',
  'a b',
  '%20',
  '__proto__',
  'constructor',
  'ключ',
  'キー',
  '🔑',
  'e\u0301',
  '\u00e9',
  '\u0000',
  'a\nb',
  '"quoted"',
  'x'.repeat(1_000),
];

/** Values that some back end somewhere gets wrong. */
const awkwardValues = [
  '',
  ' ',
  '0',
  '456',
  '05',
  'null',
  'undefined',
  'true',
  '{"a":1}',
  '"text"',
  '\ufeffwith a byte order mark',
  'line\r\nline',
  '\u0000',
  '😀',
  'é'.repeat(10_000),
  'x'.repeat(250_000),
];

/** The clock runs ahead: what has really expired, DynamoDB removes by its own. Milliseconds. */
const anHour = 3_600_000;

/** What every store promises, whatever its driver. */
export function describeContract(
  open: (clock: KvTestClock) => Promise<KvStore>,
  close: () => Promise<void> = () => Promise.resolve(),
) {
  let kv: KvStore;
  let clock: KvTestClock;

  beforeAll(async () => {
    clock = createTestClock(Date.now() + anHour);
    kv = await open(clock);
  });
  afterAll(() => close());

  let count = 0;
  const fresh = () => `key-${String((count += 1))}`;
  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => {
        throw new Error('The call should have been rejected.');
      },
      (error: unknown) => error as KvError,
    );

  describe('one entry', () => {
    it('is undefined until it is set, then its value, then the next', async () => {
      const key = fresh();
      expect(await kv.get(key)).toBeUndefined();
      expect(await kv.has(key)).toBe(false);
      await kv.set(key, 'one');
      expect(await kv.get(key)).toBe('one');
      expect(await kv.has(key)).toBe(true);
      await kv.set(key, 'two');
      expect(await kv.get(key)).toBe('two');
    });

    it('is gone when deleted, and deleting it again succeeds', async () => {
      const key = fresh();
      await kv.set(key, 'value');
      await kv.delete(key);
      expect(await kv.get(key)).toBeUndefined();
      await expect(kv.delete(key)).resolves.toBeUndefined();
    });

    it('is given by getOrThrow, or NOT_FOUND', async () => {
      const key = fresh();
      const error = await failure(kv.getOrThrow(key));
      expect(error).toMatchObject({ code: 'NOT_FOUND', retryable: false, key });
      expect(error.message).toContain('nothing is stored under the key');
      await kv.set(key, '');
      expect(await kv.getOrThrow(key)).toBe('');
    });

    it.each(awkwardValues.map((value) => [inspect(value.slice(0, 30)), value]))(
      'keeps %s exactly',
      async (_, value) => {
        const key = fresh();
        await kv.set(key, value);
        expect(await kv.get(key)).toBe(value);
        expect(await kv.getMany([key])).toEqual([value]);
      },
    );

    it('keeps any well-formed text under any well-formed key', async () => {
      const key = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 });
      const value = fc.string({ unit: 'binary', maxLength: 500 });
      await fc.assert(
        fc.asyncProperty(key, value, async (name, kept) => {
          await kv.namespace('any').set(name, kept);
          expect(await kv.namespace('any').get(name)).toBe(kept);
        }),
        { numRuns: 100 },
      );
    });

    it('is apart from every other key', async () => {
      await kv.setMany(awkwardKeys.map((key, index) => [key, `value ${String(index)}`]));
      expect(await kv.getMany(awkwardKeys)).toEqual(awkwardKeys.map((_, index) => `value ${String(index)}`));
      for (const key of awkwardKeys) expect(await kv.has(key)).toBe(true);
      await kv.deleteMany(awkwardKeys);
      expect(await kv.getMany(awkwardKeys)).toEqual(awkwardKeys.map(() => undefined));
    });

    it('is read with eventual consistency when asked', async () => {
      const key = fresh();
      await kv.set(key, 'value');
      expect(await kv.get(key, { consistency: 'eventual' })).toBe('value');
      expect(await kv.getMany([key, fresh()], { consistency: 'eventual' })).toEqual(['value', undefined]);
    });
  });

  describe('many entries', () => {
    it('come in the order of their keys, misses and repeats included', async () => {
      const [first, second, missing] = [fresh(), fresh(), fresh()];
      await kv.setMany([
        [first, '1'],
        [second, '2'],
      ]);
      expect(await kv.getMany([second, missing, first, second])).toEqual(['2', undefined, '1', '2']);
    });

    it('may be 250, set, read and deleted', async () => {
      const keys = Array.from({ length: 250 }, fresh);
      await kv.setMany(keys.map((key) => [key, `value of ${key}`]));
      expect(await kv.getMany(keys)).toEqual(keys.map((key) => `value of ${key}`));
      await kv.deleteMany(keys);
      expect(await kv.getMany(keys)).toEqual(keys.map(() => undefined));
    });

    it('under one key are the last of them', async () => {
      const key = fresh();
      await kv.setMany([
        [key, 'first'],
        [key, 'last'],
      ]);
      expect(await kv.get(key)).toBe('last');
      await kv.deleteMany([key, key]);
      expect(await kv.has(key)).toBe(false);
    });

    it('may be none, or come from any iterable', async () => {
      expect(await kv.getMany([])).toEqual([]);
      await expect(kv.setMany([])).resolves.toBeUndefined();
      await expect(kv.deleteMany([])).resolves.toBeUndefined();
      const key = fresh();
      await kv.setMany(new Map([[key, 'value']]));
      expect(await kv.getMany(new Set([key]))).toEqual(['value']);
    });

    it('are all checked before any is sent', async () => {
      const key = fresh();
      const error = await failure(
        kv.setMany([
          [key, 'value'],
          ['', 'value'],
        ]),
      );
      expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', key: '' });
      expect(error).not.toBeInstanceOf(KvBatchError);
      expect(await kv.has(key)).toBe(false);
    });
  });

  describe('expiry', () => {
    it('is exact to the millisecond', async () => {
      const key = fresh();
      await kv.set(key, 'value', { ttl: 1_500 });
      clock.advance(1_499);
      expect(await kv.get(key)).toBe('value');
      clock.advance(1);
      expect(await kv.get(key)).toBeUndefined();
      expect(await kv.has(key)).toBe(false);
      expect(await kv.getMany([key, key])).toEqual([undefined, undefined]);
      expect(await failure(kv.getOrThrow(key))).toMatchObject({ code: 'NOT_FOUND' });
    });

    it('is set anew, or cleared, by the next set', async () => {
      const [renewed, kept] = [fresh(), fresh()];
      await kv.setMany(
        [
          [renewed, 'value'],
          [kept, 'value'],
        ],
        { ttl: 1_000 },
      );
      clock.advance(900);
      await kv.set(renewed, 'again', { ttl: 1_000 });
      await kv.set(kept, 'for good');
      clock.advance(900);
      expect(await kv.getMany([renewed, kept])).toEqual(['again', 'for good']);
      clock.advance(100);
      expect(await kv.getMany([renewed, kept])).toEqual([undefined, 'for good']);
    });

    it('may be as late as a Date can be', async () => {
      const key = fresh();
      const ttl = 8.64e15 - clock.now();
      await kv.set(key, 'value', { ttl });
      expect(await kv.getEntry(key)).toMatchObject({ expiresAt: 8.64e15 });
      expect(await failure(kv.set(key, 'value', { ttl: ttl + 1 }))).toMatchObject({
        code: 'INVALID_ARGUMENT',
      });
    });

    it.each([0, -1, NaN, Infinity, '1000', null])('refuses a ttl of %p', async (ttl) => {
      const key = fresh();
      const error = await failure(kv.set(key, 'value', { ttl: ttl as number }));
      expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', operation: 'set' });
      expect(error.message).toContain("'ttl'");
      expect(await kv.has(key)).toBe(false);
    });
  });

  describe('namespaces', () => {
    it('keep equal keys apart, at every depth', async () => {
      const key = fresh();
      const [users, orders] = [kv.namespace('users'), kv.namespace('orders')];
      await users.set(key, 'user');
      await orders.set(key, 'order');
      await users.namespace('admins').set(key, 'admin');
      expect(await kv.get(key)).toBeUndefined();
      expect(await users.get(key)).toBe('user');
      expect(await orders.get(key)).toBe('order');
      await users.delete(key);
      expect(await users.namespace('admins').get(key)).toBe('admin');
      expect(await orders.get(key)).toBe('order');
    });

    it('are folders: the key holds their name', async () => {
      const key = fresh();
      await kv.namespace('a').namespace('b').set(key, 'value');
      expect(await kv.get(`a:b:${key}`)).toBe('value');
    });

    it.each(['', ':', 'a:b', '\ud800', undefined, 7])('refuse the name %p', (name) => {
      expect(() => kv.namespace(name as string)).toThrow(
        expect.objectContaining({
          name: 'KvError',
          code: 'INVALID_ARGUMENT',
          operation: 'namespace',
          store: kv.name,
          driver: kv.driver,
        }),
      );
    });

    it('report errors with the key as the caller gave it', async () => {
      const key = fresh();
      expect(await failure(kv.namespace('users').getOrThrow(key))).toMatchObject({ key });
    });
  });

  describe('bad arguments', () => {
    it.each([undefined, null, 7, {}, ['a'], '', '\ud83d', 'a\udc00'])('refuses the key %p', async (bad) => {
      const key = bad as string;
      for (const call of [
        kv.get(key),
        kv.getOrThrow(key),
        kv.has(key),
        kv.set(key, 'value'),
        kv.delete(key),
        kv.getMany([key]),
        kv.setMany([[key, 'value']]),
        kv.deleteMany([key]),
      ]) {
        expect(await failure(call)).toMatchObject({ name: 'KvError', code: 'INVALID_ARGUMENT' });
      }
    });

    it.each([undefined, null, 7, {}, Buffer.from('a'), '\ud83d', 'a\udc00b'])(
      'refuses the value %p',
      async (bad) => {
        const key = fresh();
        expect(await failure(kv.set(key, bad as string))).toMatchObject({ code: 'INVALID_ARGUMENT', key });
        expect(await failure(kv.setMany([[key, bad as string]]))).toMatchObject({
          code: 'INVALID_ARGUMENT',
          key,
        });
        expect(await kv.has(key)).toBe(false);
      },
    );

    it.each([
      ['getMany of a string', () => kv.getMany('abc')],
      ['getMany of nothing', () => kv.getMany(undefined as unknown as string[])],
      ['getMany of null', () => kv.getMany(null as unknown as string[])],
      ['setMany of an object', () => kv.setMany({ a: 'b' } as unknown as [])],
      ['setMany of strings', () => kv.setMany(['ab'] as unknown as [])],
      ['a number for options', () => kv.set('key', 'value', 1_000 as never)],
      ['a timeout of 0', () => kv.get('key', { timeout: 0 })],
      ['a timeout that is not a number', () => kv.get('key', { timeout: NaN })],
      ['a timeout beyond a timer', () => kv.get('key', { timeout: 2 ** 31 })],
      ['a signal that is none', () => kv.get('key', { signal: {} as AbortSignal })],
      ['a signal that only says', () => kv.get('key', { signal: { aborted: false } as AbortSignal })],
      ['a signal that only tells', () => kv.get('key', { signal: new EventTarget() as AbortSignal })],
      ['a consistency that is none', () => kv.get('key', { consistency: 'linear' as 'strong' })],
    ])('refuses %s', async (_, call) => {
      expect(await failure(call())).toMatchObject({ code: 'INVALID_ARGUMENT' });
    });

    it('refuses keys over the limit, counted in bytes with the namespace', async () => {
      const long = 'é'.repeat(1_024);
      await kv.set(long, 'value');
      expect(await kv.get(long)).toBe('value');
      expect(await failure(kv.set(`${long}x`, 'value'))).toMatchObject({ code: 'TOO_LARGE' });
      expect(await failure(kv.namespace('n').get(long))).toMatchObject({ code: 'TOO_LARGE' });
    });
  });

  describe('a caller who changed its mind', () => {
    it('gets ABORTED, and nothing was done', async () => {
      const key = fresh();
      const signal = AbortSignal.abort();
      expect(await failure(kv.set(key, 'value', { signal }))).toMatchObject({
        code: 'ABORTED',
        retryable: false,
      });
      expect(await failure(kv.get(key, { signal }))).toMatchObject({ code: 'ABORTED' });
      expect(await kv.has(key)).toBe(false);
    });
  });

  describe('errors', () => {
    it('show neither key nor value when printed or serialised, and name the call', async () => {
      const [key, value] = ['secret-key-'.repeat(500), 'secret-value-\ud800'];
      for (const call of [kv.get(key), kv.set('key', value), kv.setMany([['secret-key', value]])]) {
        const error = await failure(call);
        const shown =
          inspect(error, { depth: 10 }) + JSON.stringify(error) + String(error) + (error.stack ?? '');
        expect(shown).not.toContain('secret-');
        expect(error).toMatchObject({ name: 'KvError', store: kv.name, driver: kv.driver });
        expect(error.message).toContain(error.code);
      }
    });
  });

  describe('health', () => {
    it('is up, with the driver and the time it took', async () => {
      const started = performance.now();
      const { status, details } = await kv.healthCheck();
      const took = performance.now() - started;
      expect(status).toBe('up');
      expect(details).toMatchObject({ driver: kv.driver });
      expect(details.latencyMs).toBeGreaterThanOrEqual(0);
      expect(details.latencyMs).toBeLessThanOrEqual(took + 0.01);
      expect(details.error).toBeUndefined();
    });
  });
}

import type { KvError, KvStore } from 'nestjs-kv-store';
import { createTestClock, type KvTestClock } from 'nestjs-kv-store/testing';

/** The clock runs ahead: what has really expired, DynamoDB removes by its own. Milliseconds. */
const anHour = 3_600_000;

/** What every store promises of counters. */
export function describeCounters(
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
  const fresh = () => `counter-${String((count += 1))}`;
  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => {
        throw new Error('The call should have been rejected.');
      },
      (error: unknown) => error as KvError,
    );
  const most = Number.MAX_SAFE_INTEGER;

  it('count from 0, up and down, and read as text', async () => {
    const key = fresh();
    expect(await kv.increment(key)).toBe(1);
    expect(await kv.increment(key, 41)).toBe(42);
    expect(await kv.get(key)).toBe('42');
    expect(await kv.increment(key, -50)).toBe(-8);
    expect(await kv.get(key)).toBe('-8');
    expect(await kv.increment(key, 8)).toBe(0);
    expect(await kv.get(key)).toBe('0');
    expect(await kv.increment(key, 0)).toBe(0);
  });

  it('lose nothing of a thousand side by side, new or not', async () => {
    const key = fresh();
    const sums = await Promise.all(
      Array.from({ length: 1_000 }, () => kv.increment(key, 1, { timeout: 30_000 })),
    );
    expect(new Set(sums).size).toBe(1_000);
    expect(Math.max(...sums)).toBe(1_000);
    expect(await kv.get(key)).toBe('1000');
  }, 40_000);

  it('expire by the ttl with which they were created, and no later', async () => {
    const key = fresh();
    const expiresAt = clock.now() + 1_000;
    await kv.increment(key, 1, { ttl: 1_000 });
    clock.advance(900);
    expect(await kv.increment(key, 1, { ttl: 1_000 })).toBe(2);
    expect(await kv.getEntry(key)).toMatchObject({ value: '2', expiresAt });
    clock.advance(100);
    expect(await kv.get(key)).toBeUndefined();
    expect(await kv.increment(key, 5, { ttl: 2_000 })).toBe(5);
    expect(await kv.getEntry(key)).toMatchObject({ value: '5', expiresAt: clock.now() + 2_000 });
    clock.advance(2_000);
    expect(await kv.increment(key)).toBe(1);
    expect(await kv.getEntry(key)).not.toHaveProperty('expiresAt');
  });

  it('lose nothing of many that create it with a ttl', async () => {
    const key = fresh();
    const sums = await Promise.all(Array.from({ length: 50 }, () => kv.increment(key, 1, { ttl: 60_000 })));
    expect(sums.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(await kv.getEntry(key)).toMatchObject({ value: '50', expiresAt: clock.now() + 60_000 });
  });

  it.each(['0', '7', '-7', '456', String(most - 1), String(-most)])(
    'count on from the text %s',
    async (text) => {
      const key = fresh();
      await kv.set(key, text, { ttl: 5_000 });
      expect(await kv.increment(key)).toBe(Number(text) + 1);
      expect(await kv.increment(key, -1)).toBe(Number(text));
      expect(await kv.getEntry(key)).toMatchObject({ value: text, expiresAt: clock.now() + 5_000 });
    },
  );

  it.each(['', ' 5', '05', '-0', '+5', '5.0', '1e3', 'five', '٥', '9007199254740993', '1'.repeat(40)])(
    'refuse to count on from %j, and leave it',
    async (text) => {
      const key = fresh();
      await kv.set(key, text);
      const error = await failure(kv.increment(key));
      expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', operation: 'increment', key });
      expect(error.outcome).toBeUndefined();
      expect(await kv.get(key)).toBe(text);
    },
  );

  it('stay within ±(2^53 − 1)', async () => {
    const key = fresh();
    expect(await kv.increment(key, most)).toBe(most);
    expect(await failure(kv.increment(key))).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await failure(kv.increment(key, most))).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await kv.get(key)).toBe(String(most));
    expect(await kv.increment(key, -most)).toBe(0);
    expect(await kv.increment(key, -most)).toBe(-most);
    expect(await failure(kv.increment(key, -1))).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await kv.get(key)).toBe(String(-most));
  });

  it.each([1.5, NaN, Infinity, 2 ** 53, '1', null])('refuse the amount %p', async (by) => {
    const key = fresh();
    expect(await failure(kv.increment(key, by as number))).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await kv.has(key)).toBe(false);
  });

  it('have versions, and are replaced, taken and updated like every entry', async () => {
    const key = fresh();
    await kv.increment(key, 3);
    const before = await kv.getEntry(key);
    await kv.increment(key, 4);
    expect(await kv.replaceIf(key, '100', before?.version ?? '')).toEqual({ ok: false });
    const now = await kv.getEntry(key);
    expect(now?.value).toBe('7');
    expect(await kv.replaceIf(key, '100', now?.version ?? '')).toMatchObject({ ok: true });
    expect(await kv.increment(key)).toBe(101);
    expect(await kv.update(key, (text) => `${text ?? ''}0`)).toBe('1010');
    expect(await kv.increment(key)).toBe(1_011);
    expect(await kv.take(key)).toBe('1011');
  });
}

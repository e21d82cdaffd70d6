import type { KvCallInfo } from '../core/kv-observer.js';
import type { KvStore } from '../core/kv-store.js';
import { KvError } from '../core/kv-error.js';
import { createMockKvStore, createTestClock, createTestKvStore } from '../testing/index.js';
import { KvThrottlerStorage, type KvThrottlerStorageOptions } from './index.js';

const minute = 60_000;

describe('KvThrottlerStorage', () => {
  const clock = createTestClock();
  let calls: string[];
  let kv: KvStore;
  let storage: KvThrottlerStorage;
  /** As in another process, with the same store. */
  let elsewhere: KvThrottlerStorage;

  beforeEach(() => {
    calls = [];
    const observer = { callEnded: ({ operation }: KvCallInfo) => calls.push(operation) };
    kv = createTestKvStore({ clock, observers: [observer] });
    storage = new KvThrottlerStorage(kv, { clock });
    elsewhere = new KvThrottlerStorage(kv, { clock });
  });

  /** A request under a rule of three a minute. */
  const hit = (where = storage, { limit = 3, blockDuration = minute, ttl = minute } = {}) =>
    where.increment('client', ttl, limit, blockDuration, 'default');

  const admitted = (totalHits: number, timeToExpire: number) => ({
    totalHits,
    timeToExpire,
    isBlocked: false,
    timeToBlockExpire: 0,
  });
  const refused = (seconds: number, totalHits = 4) => ({
    totalHits,
    timeToExpire: seconds,
    isBlocked: true,
    timeToBlockExpire: seconds,
  });

  const keys = async () => (await kv.page()).entries.map(({ key }) => key);

  /** What was called since the last time. */
  const callsSince = () => calls.splice(0);

  it('counts over a window that begins with the first request', async () => {
    expect(await hit()).toEqual(admitted(1, 60));
    clock.advance(10_000);
    expect(await hit()).toEqual(admitted(2, 50));
    clock.advance(49_999);
    expect(await hit()).toEqual(admitted(3, 1));
    clock.advance(1);
    expect(await hit()).toEqual(admitted(1, 60));
  });

  it('refuses from the request on that exceeds the limit until the block ends, and begins anew then', async () => {
    for (let i = 0; i < 3; i += 1) expect((await hit()).isBlocked).toBe(false);
    clock.advance(50_000);
    expect(await hit()).toEqual(refused(60));
    clock.advance(59_999);
    expect(await hit()).toEqual(refused(1));
    clock.advance(1);
    expect(await hit()).toEqual(admitted(1, 60));
  });

  it.each([10_000, 3 * minute])('blocks for as long as the rule says: %d ms', async (blockDuration) => {
    const rule = { blockDuration };
    for (let i = 0; i < 3; i += 1) await hit(storage, rule);
    expect(await hit(storage, rule)).toEqual(refused(blockDuration / 1_000));
    clock.advance(blockDuration - 1);
    expect(await hit(storage, rule)).toEqual(refused(1));
    expect(await hit(elsewhere, rule)).toEqual(refused(1));
    clock.advance(1);
    expect(await hit(elsewhere, rule)).toEqual(admitted(1, 60));
    expect(await hit(storage, rule)).toEqual(admitted(2, 60));
  });

  it('refuses until the window ends where the rule has no block', async () => {
    const rule = { blockDuration: 0 };
    for (let i = 0; i < 3; i += 1) await hit(storage, rule);
    clock.advance(40_000);
    expect(await hit(storage, rule)).toEqual(refused(20));
    expect(await hit(elsewhere, rule)).toEqual(refused(20));
    clock.advance(20_000);
    expect(await hit(storage, rule)).toEqual(admitted(1, 60));
  });

  it('counts together what several processes see, however many ask at once', async () => {
    const verdicts = await Promise.all(
      Array.from({ length: 40 }, (_, i) => hit(i % 2 ? storage : elsewhere, { limit: 10 })),
    );
    const hits = verdicts.filter(({ isBlocked }) => !isBlocked).map(({ totalHits }) => totalHits);
    expect(hits.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(verdicts.filter(({ isBlocked }) => isBlocked)).toEqual(Array(30).fill(refused(60, 11)));
  });

  it('makes one call for a request, and none while it knows that all are refused', async () => {
    await hit();
    await hit();
    await hit();
    expect(callsSince()).toEqual(['increment', 'increment', 'increment']);
    await hit(); // Begins the block.
    expect(callsSince()).toEqual(['increment', 'touch']);
    await hit();
    await hit();
    expect(callsSince()).toEqual([]);
  });

  it('asks once when a window, or a block, ends that another process has begun', async () => {
    await hit(elsewhere);
    callsSince();
    clock.advance(10_000);
    expect(await hit()).toEqual(admitted(2, 50));
    expect(await hit()).toEqual(admitted(3, 50));
    expect(callsSince()).toEqual(['increment', 'getEntry', 'increment']);
    await hit(elsewhere);
    callsSince();
    expect(await hit()).toEqual(refused(60));
    expect(await hit()).toEqual(refused(60));
    expect(callsSince()).toEqual(['increment', 'getEntry']);
  });

  it('does not wait for longer than the block where that was not yet begun when it asked', async () => {
    const rule = { blockDuration: 10_000 };
    for (let i = 0; i < 3; i += 1) await hit(storage, rule);
    // The one who exceeds the limit has counted, and is on its way to begin the block.
    const [counter = ''] = await keys();
    await kv.increment(counter);
    expect(await hit(elsewhere, rule)).toEqual(refused(10));
    await kv.touch(counter, 10_000);
    clock.advance(10_000);
    expect(await hit(elsewhere, rule)).toEqual(admitted(1, 60));
  });

  it('refuses once, and blocks nobody, where the window ends before the block is begun', async () => {
    const spied = createMockKvStore<jest.Mocked<KvStore>>(jest.fn, kv);
    spied.namespace.mockReturnValue(spied);
    spied.touch.mockImplementationOnce(async (key) => {
      await kv.delete(key);
      return false;
    });
    const late = new KvThrottlerStorage(spied, { clock });
    for (let i = 0; i < 3; i += 1) await hit(late);
    expect(await hit(late)).toEqual(refused(0));
    expect(await hit(late)).toEqual(admitted(1, 60));
  });

  it('holds a limit of none', async () => {
    expect(await hit(storage, { limit: 0 })).toEqual(refused(60, 1));
    expect(await hit(elsewhere, { limit: 0 })).toEqual(refused(60, 1));
  });

  it('admits under a greater limit what a lesser one refuses', async () => {
    for (let i = 0; i < 4; i += 1) await hit(storage, { blockDuration: 0 });
    expect((await hit(storage, { blockDuration: 0 })).isBlocked).toBe(true);
    expect(await hit(storage, { limit: 10, blockDuration: 0 })).toEqual(admitted(5, 60));
    expect((await hit(storage, { blockDuration: 0 })).isBlocked).toBe(true);
  });

  it('keeps clients and throttlers apart, whatever their keys are', async () => {
    const clients = ['', 'a', 'a:b', 'a\ud800', '2001:db8::1', 'k'.repeat(100_000)];
    for (const name of ['short', 'long'])
      for (const key of clients)
        expect(await storage.increment(key, minute, 3, minute, name)).toEqual(admitted(1, 60));
    const stored = await keys();
    expect(stored).toHaveLength(12);
    for (const key of stored) expect(key).toMatch(/^throttler:(short|long):[\w-]{43}$/);
  });

  it('remembers a bounded number of clients, and asks again of the others', async () => {
    for (let i = 0; i < 20_001; i += 1) await storage.increment(`client-${i}`, minute, 3, minute, 'default');
    const again = (client: number) =>
      storage.increment(`client-${client}`, minute, 3, minute, 'default').then(callsSince);
    callsSince();
    expect(await again(20_000)).toEqual(['increment']);
    expect(await again(10_000)).toEqual(['increment']);
    expect(await again(9_999)).toEqual(['increment', 'getEntry']);
  });

  describe('where the store fails', () => {
    const down = new KvError(
      { code: 'UNAVAILABLE' },
      { operation: 'increment', store: 'default', driver: 'memory' },
    );

    function onBrokenStore(options: KvThrottlerStorageOptions) {
      const broken = createMockKvStore<jest.Mocked<KvStore>>(jest.fn, kv);
      broken.namespace.mockReturnValue(broken);
      return { broken, storage: new KvThrottlerStorage(broken, { clock, ...options }) };
    }

    it('rejects, unless it is told otherwise', async () => {
      const { broken, storage: limited } = onBrokenStore({});
      broken.increment.mockRejectedValueOnce(down);
      await expect(hit(limited)).rejects.toBe(down);
      broken.touch.mockRejectedValueOnce(down);
      for (let i = 0; i < 3; i += 1) await hit(limited);
      await expect(hit(limited)).rejects.toBe(down);
      // Nobody has begun the block, so it is the window that ends.
      expect((await hit(limited)).isBlocked).toBe(true);
    });

    it('lets requests pass uncounted where it is told to', async () => {
      const { broken, storage: limited } = onBrokenStore({ whenStoreFails: 'allow' });
      broken.increment.mockRejectedValueOnce(down);
      expect(await hit(limited)).toEqual(admitted(0, 60));
      expect(await hit(limited)).toEqual(admitted(1, 60));
      for (let i = 0; i < 3; i += 1) await hit(limited);
      broken.increment.mockRejectedValue(down);
      expect(await hit(limited)).toEqual(refused(60));
    });

    it('refuses whom it has counted over the limit, though it is told to let requests pass', async () => {
      const { broken, storage: limited } = onBrokenStore({ whenStoreFails: 'allow' });
      await hit(new KvThrottlerStorage(broken, { clock }));
      broken.touch.mockRejectedValue(down);
      broken.getEntry.mockRejectedValue(down);
      expect(await hit(limited)).toEqual(admitted(2, 60));
      expect(await hit(limited)).toEqual(admitted(3, 60));
      expect(await hit(limited)).toEqual(refused(60));
      expect(await hit(limited)).toEqual(refused(60));
    });

    it('lets no mistake pass', async () => {
      const { broken, storage: limited } = onBrokenStore({ whenStoreFails: 'allow' });
      await expect(hit(limited, { ttl: 0 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
      const bug = new TypeError('a bug');
      broken.increment.mockRejectedValueOnce(bug);
      await expect(hit(limited)).rejects.toBe(bug);
    });

    it('gives each call its timeout, and reads what is there now', async () => {
      const { broken, storage: limited } = onBrokenStore({ timeout: 250 });
      await hit(new KvThrottlerStorage(broken, { clock }));
      for (let i = 0; i < 3; i += 1) await hit(limited);
      expect(broken.increment.mock.lastCall?.[2]).toEqual({ ttl: minute, timeout: 250 });
      expect(broken.getEntry.mock.lastCall?.[1]).toEqual({ consistency: 'strong', timeout: 250 });
      expect(broken.touch.mock.lastCall?.[2]).toEqual({ timeout: 250 });
    });
  });

  it.each([
    [{ whenStoreFails: 'open' }, "option 'whenStoreFails' of KvThrottlerStorage must be 'throw' or 'allow'"],
    [{ timeout: 0 }, "option 'timeout' of KvThrottlerStorage must be milliseconds"],
    [{ clock: {} }, "option 'clock' of KvThrottlerStorage must be an object with a function now()"],
    [{ failOpen: true }, "KvThrottlerStorage has no option 'failOpen'"],
  ])('refuses options that are wrong: %j', (options, sentence) => {
    expect(() => new KvThrottlerStorage(kv, options as object)).toThrow(sentence);
  });

  it.each([
    [undefined, 'was given undefined.'],
    [{ driver: 'memory' }, 'was given an object.'],
    [Promise.resolve(), 'was given a promise: await it.'],
  ])('says that it needs a store: %p', (given, sentence) => {
    expect(() => new KvThrottlerStorage(given as never)).toThrow(
      `KvThrottlerStorage needs a store, injected by KV_STORE or opened by createKvStore(), and ${sentence}`,
    );
  });
});

import { ScriptedDriver, settled } from '../../../../test/support/scripted-driver.js';
import type { KvDriverEvent, KvResult } from '../core/kv-driver.js';
import type { KvError } from '../core/kv-error.js';
import { createKvStore, type OpenKvStore } from '../create-kv-store.js';
import type { KvCommonOptions } from '../kv-store.options.js';
import { createTestClock, type KvTestClock } from '../testing/test-clock.js';

const ttl = 1_000;
const cache = { max: 3, ttl };

let driver: ScriptedDriver;
let clock: KvTestClock;
let kv: OpenKvStore;
const open = async (options: KvCommonOptions = {}) => {
  driver = new ScriptedDriver({ reads: 4, writes: 4, inFlight: 10 });
  clock = createTestClock();
  kv = await createKvStore({ driver, clock, cache, ...options });
};
beforeEach(() => open());

/** What was asked for, and how, without what has been looked at before. */
let seen = 0;
beforeEach(() => {
  seen = 0;
});
const asked = () => {
  const since = driver.requests.slice(seen);
  seen = driver.requests.length;
  return since.map(({ keys }) => keys.join(' '));
};
const found = (value: string | Uint8Array, expiresAt?: number) =>
  ({ ok: true, value: { value, version: '1', expiresAt } }) as unknown as KvResult<never>;
const nothing = { ok: true, value: undefined } as unknown as KvResult<never>;
const failed: KvResult<never> = { ok: false, error: new Error('busy') };

/** What a call gives for which one request is sent, and answered so. */
async function answered<R>(call: Promise<R>, instead?: Record<string, KvResult<never>>): Promise<R> {
  await settled();
  driver.requests.at(-1)?.answer(instead);
  return call;
}
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('The call should have been rejected.');
    },
    (error: unknown) => error as KvError,
  );

describe('what was read', () => {
  it('is given out again without a request, by every read of values', async () => {
    expect(await answered(kv.get('a'))).toBe('value of a');
    asked();
    expect(await kv.get('a')).toBe('value of a');
    expect(await kv.getOrThrow('a')).toBe('value of a');
    expect(await kv.has('a')).toBe(true);
    expect(await kv.getMany(['a', 'a'])).toEqual(['value of a', 'value of a']);
    expect(await kv.getOrSet('a', () => 'loaded')).toBe('value of a');
    expect(asked()).toEqual([]);
  });

  it('is kept for all views of a store, and by no other name', async () => {
    await answered(kv.namespace('n').get('a'));
    asked();
    expect(await kv.get('n:a')).toBe('value of n:a');
    const upper = kv.as({ kind: 'text', encode: String, decode: (text) => text.toUpperCase() });
    expect(await upper.namespace('n').get('a')).toBe('VALUE OF N:A');
    expect(asked()).toEqual([]);
    await answered(kv.get('a'));
    expect(asked()).toEqual(['a']);
  });

  it('is so for ttl milliseconds from when the read began', async () => {
    const read = kv.get('a');
    await settled();
    clock.advance(ttl - 1);
    await answered(read);
    asked();
    await kv.get('a');
    expect(asked()).toEqual([]);
    clock.advance(1);
    await answered(kv.get('a'), { a: found('newer') });
    expect(asked()).toEqual(['a']);
    clock.advance(ttl - 1);
    expect(await kv.get('a')).toBe('newer');
  });

  it('is not given out once its own time is over', async () => {
    await answered(kv.get('a'), { a: found('1', clock.now() + 10) });
    asked();
    clock.advance(9);
    expect(await kv.get('a')).toBe('1');
    clock.advance(1);
    expect(await answered(kv.get('a'), { a: found('1', clock.now()) })).toBeUndefined();
    expect(await answered(kv.get('a'), { a: found('2', clock.now() + ttl) })).toBe('2');
    expect(asked()).toEqual(['a', 'a']);
  });

  it('is not given out when the clock was set back to before it was read', async () => {
    await answered(kv.get('a'));
    clock.advance(-1);
    await answered(kv.get('a'));
    expect(asked()).toEqual(['a', 'a']);
  });

  it('makes room when there is too much, the entry first that was read longest ago', async () => {
    for (const key of ['a', 'b', 'c']) await answered(kv.get(key));
    await kv.get('a');
    await answered(kv.get('d'));
    asked();
    await kv.getMany(['a', 'c', 'd']);
    expect(asked()).toEqual([]);
    await answered(kv.get('b'));
    expect(asked()).toEqual(['b']);
  });

  it('is not changed by who was given it', async () => {
    const raw = kv.as({ kind: 'bytes', encode: (value: Uint8Array) => value, decode: (stored) => stored });
    const first = await answered(raw.get('a'), { a: found(Uint8Array.of(1, 2)) });
    first?.fill(9);
    const second = await raw.get('a');
    expect(second).toEqual(Uint8Array.of(1, 2));
    second?.fill(9);
    expect(await raw.get('a')).toEqual(Uint8Array.of(1, 2));
    expect(asked()).toEqual(['a']);
  });
});

describe('that nothing is stored', () => {
  it('is asked for again', async () => {
    await answered(kv.get('a'), { a: nothing });
    await answered(kv.get('a'), { a: nothing });
    expect(asked()).toEqual(['a', 'a']);
  });

  it('is kept where that is asked for, of what has expired as well', async () => {
    await open({ cache: { ...cache, misses: true } });
    await answered(kv.get('a'), { a: nothing });
    await answered(kv.get('b'), { b: found('old', clock.now()) });
    asked();
    expect(await kv.getMany(['a', 'b'])).toEqual([undefined, undefined]);
    expect(await failure(kv.getOrThrow('a'))).toMatchObject({ code: 'NOT_FOUND' });
    expect(asked()).toEqual([]);
    clock.advance(ttl);
    await answered(kv.get('a'));
    expect(asked()).toEqual(['a']);
  });

  it('takes the place of what was kept', async () => {
    await answered(kv.get('a'));
    await answered(kv.get('a', { consistency: 'strong' }), { a: nothing });
    asked();
    expect(await answered(kv.get('a'), { a: nothing })).toBeUndefined();
    expect(asked()).toEqual(['a']);
  });
});

describe('what could not be read', () => {
  it('is neither there nor missing, and is asked for again', async () => {
    await open({ cache: { ...cache, misses: true } });
    expect(await failure(answered(kv.get('a'), { a: failed }))).toMatchObject({ code: 'THROTTLED' });
    const many = failure(answered(kv.getMany(['a', 'b']), { a: failed }));
    expect(await many).toMatchObject({ failures: [{ key: 'a', code: 'THROTTLED' }] });
    asked();
    expect(await answered(kv.getMany(['a', 'b']))).toEqual(['value of a', 'value of b']);
    expect(asked()).toEqual(['a']);
  });
});

it('what is no record is an error of the call, and of nothing else', async () => {
  const wrong = { ok: true, value: null } as unknown as KvResult<never>;
  expect(await failure(answered(kv.get('a'), { a: wrong }))).toMatchObject({
    code: 'UNKNOWN',
    cause: { name: 'TypeError' },
  });
});

describe('a read under way', () => {
  it('is joined by all who ask for its key', async () => {
    const reads: Promise<unknown>[] = [kv.get('a'), kv.get('a')];
    await settled();
    reads.push(kv.get('a'), kv.has('a'));
    await settled();
    expect(asked()).toEqual(['a']);
    driver.requests[0]?.answer();
    expect(await Promise.all(reads)).toEqual(['value of a', 'value of a', 'value of a', true]);
  });

  it('fails each of them with an error of his own', async () => {
    const reads = [failure(kv.get('a')), failure(kv.has('a'))];
    await settled();
    driver.requests[0]?.answer({ a: failed });
    expect(await Promise.all(reads)).toMatchObject([
      { code: 'THROTTLED', operation: 'get' },
      { code: 'THROTTLED', operation: 'has' },
    ]);
  });

  it('goes on when who has begun it leaves, and is given up when all have left', async () => {
    const leaving = new AbortController();
    const first = failure(kv.get('a', { signal: leaving.signal }));
    await settled();
    const second = kv.get('a');
    leaving.abort();
    expect(await first).toMatchObject({ code: 'ABORTED' });
    expect(driver.requests[0]?.call.signal?.aborted).toBe(false);
    driver.requests[0]?.answer();
    expect(await second).toBe('value of a');

    const both = [failure(kv.get('b', { timeout: 10 })), failure(kv.get('b', { timeout: 20 }))];
    await Promise.all(both);
    expect(driver.requests[1]?.call.signal?.aborted).toBe(true);
    expect(await answered(kv.get('b'))).toBe('value of b');
    expect(asked()).toEqual(['a', 'b', 'b']);
  });

  it('is joined by nobody once all have left, be it in the same moment', async () => {
    const leaving = new AbortController();
    const first = failure(kv.get('a', { signal: leaving.signal }));
    await settled();
    leaving.abort();
    const second = kv.get('a');
    expect(await first).toMatchObject({ code: 'ABORTED' });
    expect(await answered(second)).toBe('value of a');
    expect(asked()).toEqual(['a', 'a']);
  });

  it('is not joined once what it brings may be too old', async () => {
    const first = kv.get('a');
    await settled();
    clock.advance(ttl);
    expect(await answered(kv.get('a'), { a: found('new') })).toBe('new');
    driver.requests[0]?.answer();
    expect(await first).toBe('value of a');
    expect(await kv.get('a')).toBe('new');
    expect(asked()).toEqual(['a', 'a']);
  });
});

describe('a read of many', () => {
  it('asks for what is missing, and keeps it', async () => {
    await answered(kv.get('b'), { b: found('kept') });
    const many = kv.getMany(['a', 'b', 'c', 'a']);
    expect(await answered(many)).toEqual(['value of a', 'kept', 'value of c', 'value of a']);
    expect(asked()).toEqual(['b', 'a c']);
    await kv.getMany(['c', 'a']);
    expect(asked()).toEqual([]);
  });

  it('holds up nobody by its slowest key', async () => {
    const slow = new Promise<KvResult<never>>(() => undefined);
    const many = failure(kv.getMany(['a', 'b'], { timeout: 50 }));
    await settled();
    const read = kv.get('a');
    await settled();
    driver.requests[0]?.answer({ b: slow as never });
    driver.requests[1]?.answer();
    expect(await read).toBe('value of a');
    expect(await many).toMatchObject({ failures: [{ key: 'b', code: 'TIMEOUT' }] });
  });
});

describe('who asks the back end', () => {
  const strong = { consistency: 'strong' } as const;
  it.each<[string, () => Promise<unknown>]>([
    ['get, strong by its own option', () => kv.get('a', strong)],
    ['getMany, likewise', () => kv.getMany(['a'], strong)],
    ['getOrSet, likewise', () => kv.getOrSet('a', () => 'loaded', strong)],
    ['getEntry', () => kv.getEntry('a')],
  ])('is answered by it, and what it says is kept: %s', async (_, call) => {
    await answered(kv.get('a'));
    await answered(call(), { a: found('newer') });
    expect(asked()).toEqual(['a', 'a']);
    expect(await kv.get('a')).toBe('newer');
    expect(asked()).toEqual([]);
  });

  it('has the last word over reads that began before', async () => {
    const before = kv.get('a');
    await settled();
    const entry = kv.getEntry('a');
    await settled();
    driver.requests[1]?.answer({ a: found('newer') });
    await entry;
    driver.requests[0]?.answer();
    expect(await before).toBe('value of a');
    expect(await kv.get('a')).toBe('newer');
  });

  it('is told versions that are good for replaceIf', async () => {
    await answered(kv.get('a'));
    expect(await answered(kv.getEntry('a'))).toMatchObject({ version: '1' });
  });

  it('by an eventual read keeps nothing, as that may be older', async () => {
    await answered(kv.get('a'));
    await answered(kv.getEntry('a', { consistency: 'eventual' }), { a: found('older') });
    expect(driver.requests.at(-1)?.call.consistency).toBe('eventual');
    expect(await kv.get('a')).toBe('value of a');
  });

  it('of a store whose reads are eventual reads strongly what is to be kept', async () => {
    await open({ consistency: 'eventual' });
    await answered(kv.get('a'));
    await answered(kv.getMany(['b', 'c']));
    expect(driver.requests.map(({ call }) => call.consistency)).toEqual(['strong', 'strong']);
    expect(driver.requests.map(({ call }) => call.valuesOnly)).toEqual([false, false]);
  });
});

describe('observers', () => {
  it('are told how many keys were found and how many not', async () => {
    const events: KvDriverEvent[] = [];
    await open({ observers: [{ driverEvent: (event) => events.push(event) }] });
    await answered(kv.get('a'));
    await kv.get('a');
    await answered(kv.getMany(['a', 'b', 'c']));
    await answered(kv.getEntry('a'));
    expect(events).toEqual([
      { type: 'cache', hits: 0, misses: 1 },
      { type: 'cache', hits: 1, misses: 0 },
      { type: 'cache', hits: 1, misses: 2 },
    ]);
  });
});

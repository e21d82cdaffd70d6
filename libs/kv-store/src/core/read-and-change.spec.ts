import { createKvStore, type OpenKvStore } from '../create-kv-store.js';
import { createMemoryDriver } from '../drivers/memory/memory.driver.js';
import { createTestClock, type KvTestClock } from '../testing/test-clock.js';
import type { KvDriver, KvDriverCall } from './kv-driver.js';
import type { KvError } from './kv-error.js';

let driver: KvDriver;
let kv: OpenKvStore;
let clock: KvTestClock;
let outcomes: string[];

beforeEach(async () => {
  driver = createMemoryDriver();
  clock = createTestClock(1_000);
  outcomes = [];
  const callEnded = ({ operation }: { operation: string }, { outcome }: { outcome: string }) =>
    outcomes.push(`${operation} ${outcome}`);
  kv = await createKvStore({ driver, clock, observers: [{ callEnded: (...end) => void callEnded(...end) }] });
  outcomes = [];
});
afterEach(() => kv.close());

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('The call should have been rejected.');
    },
    (error: unknown) => error as KvError,
  );
/** Bytes that are no text, as another program may have stored them. */
const putBytes = async (key: string, expiresAt?: number) => {
  const change = { type: 'put' as const, key, value: Buffer.from([0xff, 0xfe]), expiresAt };
  const [result] = await driver.write([change], { now: () => clock.now() } as KvDriverCall);
  expect(await result).toMatchObject({ ok: true });
};

it('an entry that cannot be read is not lost by being taken', async () => {
  await putBytes('jobs:1', 61_000);
  expect(await failure(kv.namespace('jobs').take('1'))).toMatchObject({ code: 'CORRUPT', key: '1' });
  const [stored] = await driver.read(['jobs:1'], {} as KvDriverCall);
  expect(await stored).toMatchObject({
    ok: true,
    value: { value: new Uint8Array([0xff, 0xfe]), expiresAt: 61_000 },
  });
});

it('an entry that cannot be read is not updated, counted on or loaded over', async () => {
  await putBytes('key');
  const change = jest.fn(() => 'new');
  expect(await failure(kv.update('key', change))).toMatchObject({ code: 'CORRUPT' });
  expect(await failure(kv.getOrSet('key', change))).toMatchObject({ code: 'CORRUPT' });
  expect(change).not.toHaveBeenCalled();
  expect(await failure(kv.increment('key'))).toMatchObject({ code: 'INVALID_ARGUMENT' });
  expect(await kv.has('key')).toBe(true);
});

it('an entry that cannot be read fails alone of many', async () => {
  await putBytes('bad');
  await kv.set('good', 'value');
  const error = await failure(kv.getMany(['good', 'bad', 'missing']));
  expect(error).toMatchObject({ code: 'CORRUPT', failures: [{ key: 'bad', code: 'CORRUPT' }] });
  expect(error.message).toContain('1 of 3 keys');
});

it('observers see what was found, and that it was the caller whose function threw', async () => {
  await kv.getOrSet('a', () => 'value');
  await kv.getOrSet('a', () => 'value');
  await kv.take('a');
  await kv.take('a');
  await kv.getEntry('a');
  await kv.create('a', 'value');
  await kv.create('a', 'value');
  const throws = () => {
    throw new Error('mine');
  };
  await failure(kv.update('a', throws));
  await failure(kv.getOrSet('b', throws));
  expect(outcomes).toEqual([
    'getOrSet miss',
    'getOrSet hit',
    'take hit',
    'take miss',
    'getEntry miss',
    'create ok',
    'create ok',
    'update thrown',
    'getOrSet thrown',
  ]);
});

it('a version of a store before this one is not taken for one of this', async () => {
  const other = await createKvStore({ driver: 'memory' });
  const commit = await other.create('key', 'value');
  await kv.create('key', 'value');
  if (!commit.ok) throw new Error('It should have been created.');
  expect(await kv.deleteIf('key', commit.version)).toBe(false);
  await other.close();
});

it('a load that everybody has left stores nothing', async () => {
  const controller = new AbortController();
  let loaded: (value: string) => void = () => undefined;
  const load = () => new Promise<string>((resolve) => (loaded = resolve));
  const left = failure(kv.getOrSet('key', load, { signal: controller.signal }));
  await new Promise(setImmediate);
  controller.abort();
  expect(await left).toMatchObject({ code: 'ABORTED' });
  loaded('value');
  await new Promise(setImmediate);
  expect(await kv.has('key')).toBe(false);
  expect(await kv.getOrSet('key', () => 'anew')).toBe('anew');
});

it('a load that was overtaken leaves the one after it to be shared', async () => {
  const loaded: ((value: string) => void)[] = [];
  const load = () => new Promise<string>((resolve) => loaded.push(resolve));
  const first = kv.getOrSet('key', load);
  await new Promise(setImmediate);
  await kv.delete('key');
  const second = kv.getOrSet('key', load);
  await new Promise(setImmediate);
  loaded[0]?.('old');
  expect(await first).toBe('old');
  const third = kv.getOrSet('key', load);
  await new Promise(setImmediate);
  expect(loaded).toHaveLength(2);
  loaded[1]?.('new');
  expect(await Promise.all([second, third])).toEqual(['new', 'new']);
  expect(await kv.get('key')).toBe('new');
});

it('a load that everybody has left is joined by nobody', async () => {
  const left = failure(kv.getOrSet('key', () => new Promise(() => undefined), { timeout: 20 }));
  expect(await left).toMatchObject({ code: 'TIMEOUT' });
  expect(await kv.getOrSet('key', () => 'anew', { timeout: 200 })).toBe('anew');
});

it.each([
  ['set', () => kv.set('key', 'newer')],
  ['setMany', () => kv.setMany([['key', 'newer']])],
  ['delete', () => kv.delete('key')],
  ['deleteMany', () => kv.deleteMany(['key'])],
])('a load is not stored that %s has overtaken', async (_, write) => {
  const load = async () => {
    await write();
    return 'loaded';
  };
  expect(await kv.getOrSet('key', load)).toBe('loaded');
  expect(await kv.get('key')).not.toBe('loaded');
});

describe('what is loaded', () => {
  it('is stored by one change, and not looked at again', async () => {
    const [read, swap] = [jest.spyOn(driver, 'read'), jest.spyOn(driver, 'swap')];
    await kv.getOrSet('key', () => 'value');
    expect([read.mock.calls.length, swap.mock.calls.length]).toEqual([1, 1]);
  });

  it('is stored after all where what was there first is gone again', async () => {
    const swap = jest.spyOn(driver, 'swap').mockResolvedValueOnce(undefined);
    expect(await kv.getOrSet('key', () => 'value')).toBe('value');
    expect(swap).toHaveBeenCalledTimes(2);
    expect(await kv.get('key')).toBe('value');
  });
});

it('those who share a load get an error each, with their own key', async () => {
  driver.swap = () => Promise.reject(new Error('down'));
  const [one, other] = await Promise.all([
    failure(kv.getOrSet('users:a', () => 'value')),
    failure(kv.namespace('users').getOrSet('a', () => 'value')),
  ]);
  expect([one.key, other.key]).toEqual(['users:a', 'a']);
  expect([one.outcome, other.outcome]).toEqual(['unknown', 'unknown']);
  expect([one.cause, other.cause]).toEqual([{ name: 'Error' }, { name: 'Error' }]);
  expect(one).not.toBe(other);
});

it('an entry that cannot be put back is reported as of unknown outcome', async () => {
  await putBytes('key');
  driver.swap = () => Promise.reject(new Error('down'));
  const error = await failure(kv.take('key'));
  expect(error).toMatchObject({ outcome: 'unknown', operation: 'take', key: 'key' });
  expect(error.message).toContain('not seen to be put back');
});

it('an entry that an update creates expires counted from when it is stored', async () => {
  const slow = () => {
    clock.advance(1_000);
    return 'value';
  };
  await kv.update('key', slow, { ttl: 500 });
  expect(await kv.getEntry('key')).toMatchObject({ expiresAt: 2_500 });
});

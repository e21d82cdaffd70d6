import { sharedMemory } from '../../../../test/conformance/drivers.js';
import { ScriptedDriver, settled } from '../../../../test/support/scripted-driver.js';
import type { KvDriver, KvResult } from '../core/kv-driver.js';
import type { KvError } from '../core/kv-error.js';
import type { KvStore } from '../core/kv-store.js';
import { createKvStore, type OpenKvStore } from '../create-kv-store.js';
import { createMemoryDriver } from '../drivers/memory/memory.driver.js';
import { createTestClock } from '../testing/test-clock.js';

const clock = createTestClock();
const ttl = 1_000;
const cache = { max: 1_000, ttl, misses: true };
const options = { clock, cache };
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('The call should have been rejected.');
    },
    (error: unknown) => error as KvError,
  );

const changes: readonly (readonly [string, (kv: KvStore, key: string) => Promise<unknown>])[] = [
  ['set', (kv, key) => kv.set(key, '2')],
  ['set in a namespace', (kv, key) => kv.namespace('n').set(key.slice(2), '2')],
  [
    'set of bytes',
    (kv, key) => kv.as({ kind: 'bytes', encode: () => Buffer.from('2'), decode: () => 2 }).set(key, 2),
  ],
  ['setMany', (kv, key) => kv.setMany([[key, '2']])],
  ['delete', (kv, key) => kv.delete(key)],
  ['deleteMany', (kv, key) => kv.deleteMany([key])],
  ['replaceIf', async (kv, key) => kv.replaceIf(key, '2', (await kv.getEntry(key))?.version ?? '')],
  ['deleteIf', async (kv, key) => kv.deleteIf(key, (await kv.getEntry(key))?.version ?? '')],
  ['update', (kv, key) => kv.update(key, (value) => `${value}2`)],
  ['take', (kv, key) => kv.take(key)],
  ['increment', (kv, key) => kv.increment(key)],
  ['touch', (kv, key) => kv.touch(key, 10)],
  ['clear', (kv) => kv.clear({ prefix: 'n:' })],
];

describe.each<[string, () => KvDriver]>([
  ['in memory', createMemoryDriver],
  ['far away', sharedMemory()],
  ['far away, whose calls travel together', sharedMemory({ reads: 10, writes: 5, inFlight: 3 })],
])('a driver %s', (_, create) => {
  it.each(changes)('a change is seen by the next read: %s', async (_, change) => {
    await using kv = await createKvStore({ driver: create(), ...options });
    await kv.set('n:1', '1');
    expect([await kv.get('n:1'), await kv.get('n:1')]).toEqual(['1', '1']);
    await change(kv, 'n:1');
    const stored = (await kv.getEntry('n:1', { consistency: 'eventual' }))?.value;
    expect(await kv.get('n:1')).toBe(stored);
    clock.advance(10);
    expect(await kv.get('n:1')).toBe((await kv.getEntry('n:1', { consistency: 'eventual' }))?.value);
  });

  it.each<[string, (kv: KvStore) => Promise<unknown>]>([
    ['create', (kv) => kv.create('a', '1')],
    ['getOrSet', (kv) => kv.getOrSet('a', () => '1')],
    ['update', (kv) => kv.update('a', () => '1')],
    ['increment', (kv) => kv.increment('a')],
  ])('what was missing is there at once: %s', async (_, change) => {
    await using kv = await createKvStore({ driver: create(), ...options });
    expect(await kv.get('a')).toBeUndefined();
    await change(kv);
    expect(await kv.get('a')).toBe('1');
    await kv.delete('a');
  });
});

describe('of two stores on the same data', () => {
  it('one sees what the other changes after ttl milliseconds at the latest', async () => {
    const create = sharedMemory();
    await using here = await createKvStore({ driver: create(), ...options });
    await using there = await createKvStore({ driver: create(), ...options });
    await here.set('a', '1');
    expect([await here.get('a'), await there.get('a')]).toEqual(['1', '1']);
    await here.set('a', '2');
    clock.advance(ttl - 1);
    expect([await here.get('a'), await there.get('a')]).toEqual(['2', '1']);
    expect(await there.get('a', { consistency: 'strong' })).toBe('2');
    expect(await there.get('a')).toBe('2');
    await here.delete('a');
    clock.advance(ttl);
    expect(await there.get('a')).toBeUndefined();
  });

  it('one that counts or updates does so on what the other has stored', async () => {
    const create = sharedMemory();
    await using here = await createKvStore({ driver: create(), ...options });
    await using there = await createKvStore({ driver: create(), ...options });
    await here.set('a', '1');
    await there.get('a');
    await here.set('a', '5');
    expect(await there.update('a', (value) => `${value}0`)).toBe('50');
    expect(await here.increment('a')).toBe(51);
    expect(await there.getOrSet('a', () => 'loaded')).toBe('51');
  });

  it.each<[string, (kv: KvStore) => Promise<unknown>]>([
    ['update', (kv) => kv.update('a', () => undefined)],
    ['take', (kv) => kv.take('a')],
    ['touch', (kv) => kv.touch('a', null)],
    ['replaceIf', (kv) => kv.replaceIf('a', '3', 'another')],
  ])(
    'one that was told by a change that nothing is stored says no more that something is: %s',
    async (_, change) => {
      const create = sharedMemory();
      await using here = await createKvStore({ driver: create(), ...options });
      await using there = await createKvStore({ driver: create(), ...options });
      await here.set('a', '1');
      await there.get('a');
      await here.delete('a');
      await change(there);
      expect(await there.get('a')).toBeUndefined();
    },
  );

  it('one that finds in its cache that nothing is stored does not overwrite what the other has stored', async () => {
    const create = sharedMemory();
    await using here = await createKvStore({ driver: create(), ...options });
    await using there = await createKvStore({ driver: create(), ...options });
    expect(await there.get('a')).toBeUndefined();
    await here.set('a', '1');
    expect(await there.getOrSet('a', () => 'loaded')).toBe('1');
  });
});

describe('while a change is with the driver', () => {
  let driver: ScriptedDriver;
  let kv: OpenKvStore;
  beforeEach(async () => {
    driver = new ScriptedDriver({ reads: 4, writes: 4, inFlight: 10 });
    kv = await createKvStore({ driver, ...options });
  });
  const found = (value: string) =>
    ({ ok: true, value: { value, version: '1' } }) as unknown as KvResult<never>;
  const sent = () => driver.requests.map(({ verb, keys }) => `${verb} ${keys.join(' ')}`);
  const answer = async (
    index: number,
    instead?: Record<string, KvResult<never> | Promise<KvResult<never>>>,
  ) => {
    driver.requests[index]?.answer(instead);
    await settled();
  };

  it.each<[string, () => Promise<unknown>]>([
    ['write', () => kv.set('a', '2')],
    ['swap', () => kv.create('a', '2')],
  ])(
    'nothing that is read is kept, and what was being read is neither kept nor joined: %s',
    async (_, change) => {
      const before = kv.get('a');
      await settled();
      const changing = change();
      await settled();
      const meanwhile = kv.get('a');
      await settled();
      expect(sent()).toEqual(['read a', expect.stringMatching(/ a$/), 'read a']);
      await answer(2, { a: found('1') });
      expect(await meanwhile).toBe('1');
      await answer(1);
      await changing;
      await answer(0, { a: found('1') });
      expect(await before).toBe('1');
      const after = kv.get('a');
      await settled();
      await answer(3, { a: found('2') });
      expect(await after).toBe('2');
      expect(await kv.get('a')).toBe('2');
      expect(driver.requests).toHaveLength(4);
    },
  );

  it('what is read is not kept by who has begun during the change and ends after it', async () => {
    const changing = kv.set('a', '2');
    await settled();
    const meanwhile = kv.get('a');
    await settled();
    await answer(0);
    await changing;
    await answer(1, { a: found('1') });
    expect(await meanwhile).toBe('1');
    const after = kv.get('a');
    await settled();
    expect(sent()).toEqual(['write a', 'read a', 'read a']);
    await answer(2);
    await after;
  });

  it('another may end: it is kept when both have', async () => {
    const creates = [kv.create('a', '1'), kv.create('a', '2')];
    await settled();
    await answer(0);
    const meanwhile = kv.get('a');
    await settled();
    await answer(2);
    await meanwhile;
    await answer(1);
    await Promise.all(creates);
    const after = kv.get('a');
    await settled();
    await answer(3);
    await after;
    await kv.get('a');
    expect(sent()).toEqual(['swap a', 'swap a', 'read a', 'read a']);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['write', () => kv.set('a', '2')],
    ['swap', () => kv.create('a', '2')],
  ])('that fails nothing older stays: %s', async (_, change) => {
    const before = kv.get('a');
    await settled();
    await answer(0, { a: found('1') });
    await before;
    const changing = failure(change());
    await settled();
    driver.requests[1]?.fail(new Error('lost'));
    expect(await changing).toMatchObject({ code: 'UNAVAILABLE', outcome: 'unknown' });
    const after = kv.get('a');
    await settled();
    await answer(2, { a: found('2') });
    expect(await after).toBe('2');
  });

  it.each<[string, () => Promise<unknown>]>([
    ['write', () => kv.set('a', '2', { timeout: 20 })],
    ['swap', () => kv.create('a', '2', { timeout: 20 })],
  ])('nothing is kept, also when its caller has left: %s', async (_, change) => {
    expect(await failure(change())).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown' });
    const meanwhile = kv.get('a');
    await settled();
    await answer(1, { a: found('1') });
    expect(await meanwhile).toBe('1');
    // It is made after all.
    await answer(0);
    const after = kv.get('a');
    await settled();
    await answer(2, { a: found('2') });
    expect(await after).toBe('2');
    expect(await kv.get('a')).toBe('2');
    expect(driver.requests).toHaveLength(3);
  });

  it('of many keys, each is kept again when it is done with itself', async () => {
    const write = kv.setMany([
      ['a', '2'],
      ['b', '2'],
    ]);
    await settled();
    let done: (result: KvResult<never>) => void = () => undefined;
    const late = new Promise<KvResult<never>>((resolve) => (done = resolve));
    await answer(0, { b: late });
    for (const key of ['a', 'a', 'b', 'b']) {
      const read = kv.get(key);
      await settled();
      driver.requests.at(-1)?.answer();
      await read;
    }
    expect(sent()).toEqual(['write a b', 'read a', 'read b', 'read b']);
    done({ ok: true, value: undefined as never });
    await write;
    for (const key of ['b', 'b']) {
      const read = kv.get(key);
      await settled();
      driver.requests.at(-1)?.answer();
      await read;
    }
    expect(sent().slice(4)).toEqual(['read b']);
  });

  it('reads of other keys are not disturbed', async () => {
    const read = kv.get('b');
    await settled();
    await answer(0);
    await read;
    const write = kv.set('a', '2');
    await settled();
    expect(await kv.get('b')).toBe('value of b');
    expect(sent()).toEqual(['read b', 'write a']);
    await answer(1);
    await write;
  });
});

describe('lists', () => {
  it('neither use what is kept nor add to it, and health says nothing of it', async () => {
    const create = sharedMemory();
    let reads = 0;
    const counted = create();
    const driver = {
      ...counted,
      read: (...given: Parameters<KvDriver['read']>) => ((reads += 1), counted.read(...given)),
    };
    await using here = await createKvStore({ driver, ...options });
    await using there = await createKvStore({ driver: create(), ...options });
    await there.set('a', '1');
    await here.get('a');
    await there.set('a', '2');
    await there.set('b', '2');
    expect((await here.page()).entries.map(({ value }) => value)).toEqual(['2', '2']);
    expect(await here.get('a')).toBe('1');
    expect(reads).toBe(1);
    await here.get('b');
    expect(reads).toBe(2);
    expect(await here.healthCheck()).toMatchObject({ status: 'up' });
  });
});

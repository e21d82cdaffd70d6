import type { KvStore } from '../../core/kv-store.js';
import { bytes } from '../../core/codecs/bytes.js';
import { createKvStore, type OpenKvStore } from '../../create-kv-store.js';
import { createTestClock } from '../../testing/test-clock.js';
import { createMemoryDriver } from './memory.driver.js';
import type { CheckedMemoryOptions } from './memory.options.js';

const clock = createTestClock();
const open = (options: CheckedMemoryOptions) => createKvStore({ driver: 'memory', clock, ...options });
const evicting = { whenFull: 'evict-least-recently-used' } as const;

async function keysOf(kv: KvStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of kv.keys()) keys.push(key);
  return keys.sort();
}

/** What health says of the entries. */
async function factsOf(kv: KvStore): Promise<object> {
  const { driver: _, latencyMs: __, ...facts } = (await kv.healthCheck()).details;
  return facts;
}

const full = (option: string) => ({
  code: 'EXHAUSTED',
  message: expect.stringContaining(`'${option}' allows`),
});

async function expectFull(call: Promise<unknown>, option: 'maxEntries' | 'maxBytes'): Promise<void> {
  await expect(call).rejects.toMatchObject(full(option));
}

describe('a store without bounds', () => {
  it('counts entries alone', async () => {
    await using kv = await open({});
    await kv.set('a', 'value');
    expect(await factsOf(kv)).toEqual({ entries: 1 });
  });

  it('keeps a copy of bytes, also where a codec gives a Buffer', async () => {
    await using root = await open({});
    const buffer = Buffer.from('before');
    await root.as({ kind: 'bytes', encode: () => buffer, decode: () => 0 }).set('a', 0);
    buffer.write('after!');
    expect(await root.get('a')).toBe('before');
  });
});

describe('a store that refuses', () => {
  it('takes no entry more than maxEntries, and says what to do', async () => {
    await using kv = await open({ maxEntries: 2 });
    await kv.set('a', '1');
    await kv.set('b', '2');
    const refused = kv.set('c', '3');
    await expectFull(refused, 'maxEntries');
    await expect(refused).rejects.toMatchObject({
      retryable: false,
      reason:
        "the store is full: option 'maxEntries' allows 2. Delete entries, store them with a ttl, raise 'maxEntries', " +
        "or let the least recently used go: option 'whenFull'.",
    });
    await expect(refused).rejects.not.toHaveProperty('outcome');
    expect(await kv.getMany(['a', 'b', 'c'])).toEqual(['1', '2', undefined]);
    expect(await factsOf(kv)).toEqual({ entries: 2, maxEntries: 2 });
  });

  it.each<[string, (kv: KvStore) => Promise<unknown>]>([
    ['create', (kv) => kv.create('new', '1')],
    ['update', (kv) => kv.update('new', () => '1')],
    ['getOrSet', (kv) => kv.getOrSet('new', () => '1')],
    ['increment', (kv) => kv.increment('new')],
    ['set', (kv) => kv.set('new', '1', { ttl: 1 })],
  ])('refuses %s of a new entry while it is full', async (_, call) => {
    await using kv = await open({ maxEntries: 1, whenFull: 'refuse' });
    await kv.set('old', 'value');
    await expectFull(call(kv), 'maxEntries');
    expect(await keysOf(kv)).toEqual(['old']);
    expect(await kv.get('old')).toBe('value');
  });

  it.each<[string, (kv: KvStore, version: string) => Promise<unknown>]>([
    ['set', (kv) => kv.set('a', '9+')],
    ['replaceIf', (kv, version) => kv.replaceIf('a', '9+', version)],
    ['update', (kv) => kv.update('a', (value) => `${value}+`)],
    ['increment', (kv) => kv.increment('a')],
  ])('leaves an entry as it is that %s would make too large for the room', async (_, call) => {
    await using kv = await open({ maxBytes: 4 });
    await kv.set('a', '9', { ttl: 1_000 });
    await kv.set('b', '1');
    const before = await kv.getEntry('a');
    await expectFull(call(kv, before?.version ?? ''), 'maxBytes');
    expect(await kv.getEntry('a')).toEqual(before);
    expect(await factsOf(kv)).toEqual({ entries: 2, bytes: 4, maxBytes: 4 });
  });

  it('counts bytes of keys, with their namespace, and of values in UTF-8', async () => {
    await using root = await open({ maxBytes: 1_000 });
    await root.set('é', '😀');
    expect(await factsOf(root)).toMatchObject({ bytes: 2 + 4 });
    await root.namespace('n').set('a', '');
    expect(await factsOf(root)).toMatchObject({ bytes: 2 + 4 + 3 });
    await root.as(bytes).set('b', Uint8Array.of(0xff, 0xff));
    expect(await factsOf(root)).toMatchObject({ bytes: 2 + 4 + 3 + 3 });
    await root.clear({ all: true });
    expect(await factsOf(root)).toEqual({ entries: 0, bytes: 0, maxBytes: 1_000 });
  });

  it('fills to the last byte', async () => {
    await using kv = await open({ maxBytes: 10 });
    await kv.set('a', '1234');
    await kv.set('b', '1234');
    await expectFull(kv.set('c', ''), 'maxBytes');
    await kv.delete('a');
    await expectFull(kv.set('c', '12345'), 'maxBytes');
    await kv.set('c', '1234');
    expect(await factsOf(kv)).toEqual({ entries: 2, bytes: 10, maxBytes: 10 });
  });

  it('counts of a replacement the difference alone', async () => {
    await using kv = await open({ maxEntries: 2, maxBytes: 10 });
    await kv.set('a', '1234');
    await kv.set('b', '1234');
    await kv.set('a', 'abcd');
    await expectFull(kv.set('a', '12345'), 'maxBytes');
    await kv.set('a', '123');
    await kv.set('b', '12345');
    await expectFull(kv.set('a', '1234'), 'maxBytes');
    expect(await kv.getMany(['a', 'b'])).toEqual(['123', '12345']);
    expect(await factsOf(kv)).toMatchObject({ entries: 2, bytes: 10 });
  });

  it.each<[string, (kv: KvStore) => Promise<unknown>]>([
    ['delete', (kv) => kv.delete('a')],
    ['deleteMany', (kv) => kv.deleteMany(['a', 'none'])],
    ['take', (kv) => kv.take('a')],
    ['clear', (kv) => kv.clear({ prefix: 'a' })],
    ['update to nothing', (kv) => kv.update('a', () => undefined)],
  ])('makes room by %s', async (_, call) => {
    await using kv = await open({ maxEntries: 1, maxBytes: 6 });
    await kv.set('a', 'value');
    await call(kv);
    await kv.set('b', 'value');
    expect(await keysOf(kv)).toEqual(['b']);
  });

  it('gives each of many its own outcome', async () => {
    await using kv = await open({ maxEntries: 3 });
    await kv.set('old', '1');
    const refused = kv.setMany(['a', 'b', 'c', 'old', 'd'].map((key) => [key, '2']));
    await expect(refused).rejects.toMatchObject({
      code: 'EXHAUSTED',
      failures: [
        { key: 'c', ...full('maxEntries') },
        { key: 'd', ...full('maxEntries') },
      ],
    });
    expect(await kv.getMany(['old', 'a', 'b', 'c', 'd'])).toEqual(['2', '2', '2', undefined, undefined]);
  });
});

describe.each([{ whenFull: 'refuse' as const }, evicting])('a full store (%j)', (whenFull) => {
  it('says of an entry that can never fit that it is too large', async () => {
    await using kv = await open({ maxBytes: 10, ...whenFull });
    await kv.set('a', '1234');
    const refused = kv.set('b', '1234567890');
    await expect(refused).rejects.toMatchObject({ code: 'TOO_LARGE' });
    await expect(kv.set('b', '12345678901')).rejects.toThrow('entries of up to 10');
    expect(await kv.get('a')).toBe('1234');
    await kv.delete('a');
    await kv.set('b', '123456789');
  });

  it('finds by itself that a counter has become too large', async () => {
    await using kv = await open({ maxBytes: 2, ...whenFull });
    await kv.set('a', '9');
    await expect(kv.increment('a')).rejects.toMatchObject({
      code: 'TOO_LARGE',
      reason: expect.stringContaining("option 'maxBytes' allows 2"),
    });
    expect(await kv.get('a')).toBe('9');
  });

  it('gives the room of what has expired to what is new', async () => {
    await using kv = await open({ maxEntries: 3, maxBytes: 15, ...whenFull });
    await kv.set('a', '1', { ttl: 1_000 });
    await kv.set('b', '1', { ttl: 500 });
    await kv.set('c', '1');
    clock.advance(500);
    await kv.set('d', '12345');
    expect(await keysOf(kv)).toEqual(['a', 'c', 'd']);
    clock.advance(500);
    await kv.set('e', '12345');
    expect(await keysOf(kv)).toEqual(['c', 'd', 'e']);
  });

  it('removes nothing whose expiry has been moved, and what expires by now', async () => {
    await using kv = await open({ maxEntries: 4, ...whenFull });
    await kv.setMany(
      ['later', 'never', 'again', 'now'].map((key) => [key, '1']),
      { ttl: 1_000 },
    );
    await kv.touch('later', 5_000);
    await kv.touch('never', null);
    await kv.set('again', '1');
    await kv.touch('now', 10);
    clock.advance(10);
    await kv.set('new', '1');
    expect(await keysOf(kv)).toEqual(['again', 'later', 'never', 'new']);
    clock.advance(1_000);
    await kv.delete('new');
    await kv.set('newer', '1');
    expect(await keysOf(kv)).toEqual(['again', 'later', 'never', 'newer']);
    clock.advance(4_000);
    await kv.set('newest', '1');
    expect(await keysOf(kv)).toEqual(['again', 'never', 'newer', 'newest']);
  });

  it('puts an entry in the place of one that has expired', async () => {
    await using kv = await open({ maxEntries: 2, maxBytes: 10, ...whenFull });
    await kv.set('a', '1234', { ttl: 1 });
    await kv.set('b', '1234');
    clock.advance(1);
    expect(await kv.create('a', 'abcd')).toMatchObject({ ok: true });
    expect(await kv.getMany(['a', 'b'])).toEqual(['abcd', '1234']);
    expect(await factsOf(kv)).toMatchObject({ entries: 2, bytes: 10 });
  });
});

describe('a store that evicts', () => {
  const uses: [string, (kv: OpenKvStore) => Promise<unknown>][] = [
    ['get', (kv) => kv.get('a')],
    ['getMany', (kv) => kv.getMany(['a', 'none'])],
    ['getEntry', (kv) => kv.getEntry('a')],
    ['has', (kv) => kv.has('a')],
    ['getOrSet', (kv) => kv.getOrSet('a', () => 'other')],
    ['set', (kv) => kv.set('a', '2')],
    ['setMany', (kv) => kv.setMany([['a', '2']])],
    ['create, though it is there', (kv) => kv.create('a', '2')],
    ['update', (kv) => kv.update('a', (value) => value)],
    ['increment', (kv) => kv.increment('a')],
    ['touch', (kv) => kv.touch('a', 60_000)],
  ];

  it.each(uses)('keeps what was used by %s', async (_, use) => {
    await using kv = await open({ maxEntries: 3, ...evicting });
    for (const key of ['a', 'b', 'c']) await kv.set(key, '1');
    await use(kv);
    await kv.set('d', '1');
    expect(await keysOf(kv)).toEqual(['a', 'c', 'd']);
    await kv.set('e', '1');
    expect(await keysOf(kv)).toEqual(['a', 'd', 'e']);
    await kv.set('f', '1');
    expect(await keysOf(kv)).toEqual(['d', 'e', 'f']);
  });

  it('lets go what was used longest ago, one after the other, and tells how many', async () => {
    await using kv = await open({ maxEntries: 3, ...evicting });
    for (const key of ['a', 'b', 'c']) await kv.set(key, '1');
    await kv.get('b');
    await kv.get('a');
    const left: string[][] = [];
    for (const key of ['d', 'e', 'f', 'g']) {
      await kv.set(key, '1');
      left.push(await keysOf(kv));
    }
    expect(left.map((keys) => keys.join(''))).toEqual(['abd', 'ade', 'def', 'efg']);
    expect(await factsOf(kv)).toEqual({ entries: 3, maxEntries: 3, evicted: 4 });
  });

  it.each<[string, (kv: OpenKvStore) => Promise<unknown>]>([
    ['keys', keysOf],
    ['page', (kv) => kv.page()],
    ['healthCheck', (kv) => kv.healthCheck()],
    ['get of another', (kv) => kv.get('none')],
  ])('takes %s for no use', async (_, call) => {
    await using kv = await open({ maxEntries: 2, ...evicting });
    await kv.set('a', '1');
    await kv.set('b', '1');
    await call(kv);
    await kv.set('c', '1');
    expect(await keysOf(kv)).toEqual(['b', 'c']);
  });

  it('lets go as many as an entry needs room for, and no more', async () => {
    await using kv = await open({ maxBytes: 20, ...evicting });
    for (const key of ['a', 'b', 'c', 'd']) await kv.set(key, '1234');
    await kv.set('e', '123456');
    expect(await keysOf(kv)).toEqual(['c', 'd', 'e']);
    expect(await factsOf(kv)).toEqual({ entries: 3, bytes: 17, maxBytes: 20, evicted: 2 });
    await kv.set('f', 'f'.repeat(19));
    expect(await keysOf(kv)).toEqual(['f']);
    expect(await factsOf(kv)).toEqual({ entries: 1, bytes: 20, maxBytes: 20, evicted: 5 });
  });

  it('lets go others for an entry that grows, though it was used longest ago', async () => {
    await using kv = await open({ maxBytes: 10, ...evicting });
    await kv.set('a', '1', { ttl: 1_000 });
    for (const key of ['b', 'c', 'd', 'e']) await kv.set(key, '1');
    await kv.set('a', '12345');
    expect(await keysOf(kv)).toEqual(['a', 'd', 'e']);
    expect(await kv.get('a')).toBe('12345');
    expect(await factsOf(kv)).toEqual({ entries: 3, bytes: 10, maxBytes: 10, evicted: 2 });
  });

  it('lets go what has expired before all else, and does not count it', async () => {
    await using kv = await open({ maxEntries: 3, ...evicting });
    await kv.set('a', '1');
    await kv.set('b', '1');
    await kv.set('expires', '1', { ttl: 1 });
    clock.advance(1);
    await kv.get('expires');
    await kv.set('c', '1');
    expect(await keysOf(kv)).toEqual(['a', 'b', 'c']);
    expect(await factsOf(kv)).toMatchObject({ evicted: 0 });
  });

  it('forgets when an entry would have expired that it let go', async () => {
    await using kv = await open({ maxEntries: 2, ...evicting });
    await kv.set('a', '1', { ttl: 1_000 });
    await kv.set('b', '1');
    await kv.set('c', '1');
    await kv.set('a', '2');
    clock.advance(1_000);
    await kv.get('a');
    await kv.set('d', '1');
    expect(await keysOf(kv)).toEqual(['a', 'd']);
    expect(await factsOf(kv)).toMatchObject({ evicted: 3 });
  });

  it('keeps of many the last', async () => {
    await using kv = await open({ maxEntries: 2, ...evicting });
    await kv.setMany(['a', 'b', 'c', 'd'].map((key) => [key, '1']));
    expect(await keysOf(kv)).toEqual(['c', 'd']);
  });

  it('gives an entry that comes back another version', async () => {
    await using kv = await open({ maxEntries: 1, ...evicting });
    await kv.set('a', '1');
    const { version = '' } = (await kv.getEntry('a')) ?? {};
    await kv.set('b', '1');
    await kv.set('a', '1');
    expect(await kv.replaceIf('a', '2', version)).toEqual({ ok: false });
  });

  it('lists all that was there from the first page to the last, whatever went between', async () => {
    await using kv = await open({ maxEntries: 1_500, ...evicting });
    const kept = Array.from({ length: 500 }, (_, index) => `kept-${index}`);
    for (const key of kept) {
      await kv.set(key, '1');
      await kv.set(`${key}-not`, '1');
    }
    const listed = new Set<string>();
    let cursor: string | undefined;
    let pages = 0;
    do {
      const page = await kv.page({ limit: 10, ...(cursor !== undefined && { cursor }) });
      for (const { key } of page.entries) listed.add(key);
      cursor = page.cursor;
      pages += 1;
      await kv.getMany(kept);
      if (pages < 50)
        await kv.setMany(Array.from({ length: 100 }, (_, index) => [`new-${pages}-${index}`, '1']));
    } while (cursor !== undefined);
    expect(kept.filter((key) => !listed.has(key))).toEqual([]);
    expect(await factsOf(kv)).toMatchObject({ entries: 1_500, evicted: 4_400 });
  });
});

it.each([
  [{}, 64 * 1_048_576],
  [{ maxEntries: 1 }, 64 * 1_048_576],
  [{ maxBytes: 1_000 }, 1_000],
  [{ maxBytes: 2 ** 40 }, 64 * 1_048_576],
])('with %j an entry has at most %d bytes', (options, entryBytes) => {
  expect(createMemoryDriver(options).limits).toEqual({ keyBytes: 2_048, entryBytes });
});

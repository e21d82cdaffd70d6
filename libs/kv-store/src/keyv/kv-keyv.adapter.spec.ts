import { deflateSync, inflateSync } from 'node:zlib';

import { Keyv, type KeyvStoreAdapter } from 'keyv';

import { bytes } from '../core/codecs/bytes.js';
import { json } from '../core/codecs/json.js';
import { KvError } from '../core/kv-error.js';
import type { KvStore } from '../core/kv-store.js';
import { createMockKvStore, createTestClock, createTestKvStore } from '../testing/index.js';
import { KvKeyvAdapter } from './index.js';

async function all<T>(items: AsyncIterable<T> | undefined): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items ?? []) found.push(item);
  return found;
}

/** A store that is down, once its `get` and the like are called. */
function downStore() {
  const kv = createMockKvStore<jest.Mocked<KvStore>>(jest.fn);
  kv.namespace.mockReturnValue(kv);
  kv.as.mockReturnValue(kv);
  const down = new KvError({ code: 'UNAVAILABLE' }, { operation: 'get', store: 'default', driver: 'memory' });
  for (const method of ['get', 'getMany', 'has', 'set', 'take', 'clear'] as const)
    kv[method].mockRejectedValue(down);
  return { kv, down };
}

describe('KvKeyvAdapter', () => {
  const clock = createTestClock();
  let kv: KvStore;
  let adapter: KvKeyvAdapter;

  beforeEach(() => {
    kv = createTestKvStore({ clock });
    adapter = new KvKeyvAdapter(kv);
  });

  it("has the type of Keyv's stores", () => {
    expect(adapter satisfies KeyvStoreAdapter).toBe(adapter);
  });

  it('says that it needs a store', () => {
    expect(() => new KvKeyvAdapter(new Map() as never)).toThrow('KvKeyvAdapter needs a store, injected by');
  });

  it('keeps what Keyv gives it, as text under keys in a folder of its own', async () => {
    const keyv = new Keyv({ store: adapter, namespace: 'cache' });
    expect(await keyv.set('a', { fizz: ['buzz'] })).toBe(true);
    expect(await keyv.get('a')).toEqual({ fizz: ['buzz'] });
    expect(await keyv.has('a')).toBe(true);
    expect(await kv.get('keyv:cache:a')).toBe('{"value":{"fizz":["buzz"]}}');
    expect(await keyv.delete('a')).toBe(true);
    expect(await keyv.get('a')).toBeUndefined();
    expect(await keyv.has('a')).toBe(false);
    expect(await keyv.delete('a')).toBe(false);
  });

  it('reads, writes, looks for and deletes many', async () => {
    const keyv = new Keyv({ store: adapter });
    const entries = [
      { key: 'a', value: 1 },
      { key: 'b', value: null, ttl: 1_000 },
    ];
    expect(await keyv.setMany(entries)).toEqual([true, true]);
    expect(await keyv.getMany(['a', 'missing', 'b'])).toEqual([1, undefined, null]);
    expect(await keyv.hasMany(['a', 'missing', 'b'])).toEqual([true, false, true]);
    clock.advance(1_000);
    expect(await keyv.hasMany(['a', 'b'])).toEqual([true, false]);
    expect(await keyv.delete(['missing', 'a'])).toBe(true);
    expect(await keyv.delete(['missing', 'a'])).toBe(false);
    expect(await keyv.getMany([])).toEqual([]);
  });

  it('lets entries expire after their ttl, and never without one, with 0 or after longer than a century', async () => {
    await adapter.set('short', 'value', 1_000);
    await adapter.set('none', 'value');
    await adapter.set('zero', 'value', 0);
    await adapter.set('endless', 'value', Number.MAX_SAFE_INTEGER);
    await adapter.set('infinite', 'value', Infinity);
    await adapter.set('over', 'value');
    await adapter.set('over', 'value', -1);
    clock.advance(999);
    expect(await adapter.get('short')).toBe('value');
    clock.advance(1);
    const keys = ['short', 'none', 'zero', 'endless', 'infinite', 'over'];
    expect(await adapter.hasMany(keys)).toEqual([false, true, true, true, true, false]);
    clock.advance(200 * 365 * 86_400_000);
    expect(await adapter.hasMany(keys)).toEqual([false, true, true, true, true, false]);
  });

  it("lets entries without a ttl have the store's default", async () => {
    adapter = new KvKeyvAdapter(kv.namespace('cache', { defaultTtl: 1_000 }));
    await adapter.set('a', 'value');
    await adapter.set('b', 'value', 2_000);
    clock.advance(1_000);
    expect(await adapter.getMany(['a', 'b'])).toEqual([undefined, 'value']);
  });

  it('clears its namespace alone, and without one its folder alone', async () => {
    await kv.set('precious', 'value');
    await kv.set('keyvault', 'value');
    const one = new Keyv({ store: adapter, namespace: 'one' });
    const other = new Keyv({ store: new KvKeyvAdapter(kv), namespace: 'other' });
    const whole = new Keyv({ store: new KvKeyvAdapter(kv), namespace: '' });
    await one.set('a', 1);
    await other.set('a', 2);
    await adapter.set('oneself:a', '3');
    await one.clear();
    expect(await adapter.get('oneself:a')).toBe('3');
    expect([await one.get('a'), await other.get('a')]).toEqual([undefined, 2]);
    await whole.clear();
    expect(await other.get('a')).toBeUndefined();
    expect(await all(kv.keys())).toEqual(['precious', 'keyvault']);
  });

  it('finds what has no namespace before its key where Keyv has none either, as the guide says', async () => {
    const keyv = new Keyv({ store: adapter, useKeyPrefix: false });
    await keyv.set('a', 1);
    expect(await kv.get('keyv:a')).toBe('{"value":1}');
    await keyv.clear();
    expect(await keyv.get('a')).toBe(1);
    const bare = new Keyv({ store: adapter, useKeyPrefix: false, namespace: '' });
    expect(await all(bare.iterator?.(undefined))).toEqual([['a', 1]]);
    await bare.clear();
    expect(await keyv.get('a')).toBeUndefined();
  });

  it('keeps what Keyv has compressed', async () => {
    const compression = {
      compress: (value: unknown) => deflateSync(JSON.stringify(value)).toString('base64'),
      decompress: (text: string) =>
        JSON.parse(inflateSync(Buffer.from(text, 'base64')).toString()) as unknown,
    };
    const keyv = new Keyv({ store: adapter, compression });
    await keyv.set('a', { fizz: 'buzz' });
    expect(await kv.getOrThrow('keyv:keyv:a')).not.toContain('buzz');
    expect(await keyv.get('a')).toEqual({ fizz: 'buzz' });
    expect(await keyv.getMany(['a', 'b'])).toEqual([{ fizz: 'buzz' }, undefined]);
  });

  it('iterates over what is in its namespace and has not expired', async () => {
    const keyv = new Keyv({ store: adapter, namespace: 'one' });
    const other = new Keyv({ store: new KvKeyvAdapter(kv), namespace: 'other' });
    await keyv.set('a', 1);
    await keyv.set('b:c', 2);
    await keyv.set('gone', 3, 1_000);
    await other.set('a', 4);
    clock.advance(1_000);
    expect(await all(keyv.iterator?.(undefined))).toEqual([
      ['a', 1],
      ['b:c', 2],
    ]);
    expect((await all(adapter.iterator('other'))).map(([key]) => key)).toEqual(['other:a']);
    expect((await all(adapter.iterator())).map(([key]) => key)).toEqual(['one:a', 'one:b:c', 'other:a']);
  });

  it('serves several Keyvs, which do not reach into each other', async () => {
    const many = Array.from({ length: 20 }, (_, i) => new Keyv({ store: adapter, namespace: `n${i}` }));
    await Promise.all(many.map((keyv, i) => keyv.set('key', i)));
    expect(await Promise.all(many.map((keyv) => keyv.get<number>('key')))).toEqual([...many.keys()]);
  });

  it('has a namespace once Keyv 5 has set it, and until then Keyv 6 sees that it has none', () => {
    expect('namespace' in adapter).toBe(false);
    const keyv = new Keyv({ store: adapter, namespace: 'one' });
    expect(adapter.namespace).toBe('one');
    keyv.namespace = 'other';
    expect(adapter.namespace).toBe('other');
  });

  it('tells one of several who delete an entry that there was one', async () => {
    await adapter.set('a', 'value');
    const told = await Promise.all([adapter.delete('a'), adapter.delete('a'), adapter.delete('a')]);
    expect(told.filter(Boolean)).toHaveLength(1);
  });

  it('deletes what it cannot read', async () => {
    await kv.as(bytes).set('keyv:a', Uint8Array.of(0xff));
    await expect(adapter.get('a')).rejects.toMatchObject({ code: 'CORRUPT' });
    expect(await adapter.delete('a')).toBe(true);
  });

  it('keeps objects, where Keyv makes no text of them, in a store of objects alone', async () => {
    const plain = { serialize: undefined, deserialize: undefined } as object;
    const objects = new Keyv({ store: new KvKeyvAdapter(kv.as(json())), ...plain });
    expect(await objects.set('a', { fizz: 'buzz' })).toBe(true);
    expect(await objects.get('a')).toEqual({ fizz: 'buzz' });
    await expect(adapter.set('a', { fizz: 'buzz' })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('lets Keyv hear of a read that failed, which Keyv 5 takes for a miss', async () => {
    const { kv: broken, down } = downStore();
    const store = new KvKeyvAdapter(broken);
    const keyv = new Keyv({ store });
    const heard = jest.fn();
    keyv.on('error', heard);
    store.on('clear', heard);
    expect(await keyv.get('a')).toBeUndefined();
    expect(heard.mock.calls).toEqual([[down]]);
  });

  it('rejects all else that failed, of which Keyv tells once', async () => {
    const { kv: broken, down } = downStore();
    const keyv = new Keyv({ store: new KvKeyvAdapter(broken) });
    const heard = jest.fn();
    keyv.on('error', heard);
    const results = [await keyv.set('a', 1), await keyv.setMany([{ key: 'a', value: 1 }])];
    results.push(await keyv.delete('a'), await keyv.delete(['a', 'b']));
    expect(results).toEqual([false, [false], false, false]);
    await keyv.clear();
    expect(heard.mock.calls).toEqual(Array(5).fill([down]));
    await expect(keyv.getMany(['a'])).rejects.toBe(down);
    await expect(keyv.has('a')).rejects.toBe(down);
    await expect(keyv.has(['a'])).rejects.toBe(down);
    expect(heard).toHaveBeenCalledTimes(5);
  });

  it('lets Keyv throw where it is told to', async () => {
    const { kv: broken, down } = downStore();
    const keyv = new Keyv({ store: new KvKeyvAdapter(broken), throwOnErrors: true });
    await expect(keyv.get('a')).rejects.toBe(down);
    await expect(keyv.set('a', 1)).rejects.toBe(down);
  });

  it('refuses keys that no store takes', async () => {
    for (const key of ['', 'a\ud800', 'k'.repeat(2_048)]) {
      await expect(adapter.get(key)).rejects.toBeInstanceOf(KvError);
      await expect(adapter.set(key, 'value')).rejects.toBeInstanceOf(KvError);
    }
  });

  it('leaves the store open to others', async () => {
    const keyv = new Keyv({ store: adapter });
    await keyv.disconnect();
    await kv.set('a', 'value');
    expect(await kv.get('a')).toBe('value');
  });
});

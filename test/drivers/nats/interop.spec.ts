import { setTimeout as pause } from 'node:timers/promises';

import { headers } from '@nats-io/transport-node';
import { createKvStore, json, type KvError, type KvStore, type OpenKvStore } from 'nestjs-kv-store';

import { sealCursor } from '../../../libs/kv-store/src/core/cursor.js';
import { describeWithNats, natsUrl, newBucket, type RawBucket, rawBucket } from '../../support/nats.js';

describeWithNats('entries in a bucket', () => {
  let store: OpenKvStore;
  let raw: RawBucket;
  let kv: KvStore;
  let names = 0;
  const bucket = newBucket();
  beforeAll(async () => {
    store = await createKvStore({ driver: 'nats', servers: natsUrl(), bucket });
    raw = await rawBucket(bucket);
  });
  beforeEach(() => {
    kv = store.namespace(`test-${(names += 1)}`);
  });
  afterAll(async () => {
    await raw.connection.close();
    await store.close();
  });
  /** As the raw client names the key. */
  const named = (key: string) => `test-${names}.${key}`;
  const rawText = async (key: string) => (await raw.kv.get(named(key)))?.string();
  const failure = (call: Promise<unknown>) =>
    call.then(
      () => undefined,
      (error: unknown) => error as KvError,
    );

  it('are what the client of NATS reads, its colons dots, its other letters in hexadecimal', async () => {
    await kv.namespace('users').as(json()).set('42', { name: 'Ada' });
    expect(await rawText('users.42')).toBe('{"name":"Ada"}');
    await kv.set('Ada Lovelace', 'ä€😀');
    expect(await rawText('Ada=20Lovelace')).toBe('ä€😀');
    await kv.increment('visits', 3);
    expect(await rawText('visits')).toBe('3');
  });

  it('are read where the client of NATS has written them, and changed there by their revisions', async () => {
    await raw.kv.put(named('users.42'), '{"name":"Ada"}');
    const users = kv.namespace('users').as(json<{ name: string }>());
    const entry = await users.getEntry('42');
    expect(entry?.value).toEqual({ name: 'Ada' });
    expect(entry).not.toHaveProperty('expiresAt');
    await raw.kv.put(named('users.42'), '{"name":"Grace"}');
    expect(await users.replaceIf('42', { name: 'Lost' }, entry?.version ?? '')).toEqual({ ok: false });
    await raw.kv.put(named('visits'), '41');
    expect(await kv.increment('visits')).toBe(42);
    const keys: string[] = [];
    for await (const key of kv.keys()) keys.push(key);
    expect(keys.sort()).toEqual(['users:42', 'visits']);
  });

  it('cannot be changed by the client of NATS without it being noticed', async () => {
    await kv.set('a', 'value');
    const { version = '' } = (await kv.getEntry('a')) ?? {};
    await raw.kv.put(named('a'), 'other');
    await raw.kv.put(named('a'), 'value');
    expect(await kv.replaceIf('a', 'new', version)).toEqual({ ok: false });
    expect(await kv.deleteIf('a', version)).toBe(false);
  });

  it.each<[string, (key: string) => Promise<unknown>]>([
    ['deleted', (key) => raw.kv.delete(key)],
    ['purged', (key) => raw.kv.purge(key)],
  ])('that the client of NATS has %s are gone, and can be created anew', async (_, remove) => {
    await kv.set('a', 'value');
    await remove(named('a'));
    expect(await kv.get('a')).toBeUndefined();
    expect(await kv.get('a', { consistency: 'eventual' })).toBeUndefined();
    expect(await kv.getEntry('a')).toBeUndefined();
    expect((await kv.page()).entries).toEqual([]);
    expect(await kv.take('a')).toBeUndefined();
    expect(await kv.create('a', 'anew')).toMatchObject({ ok: true });
    expect(await rawText('a')).toBe('anew');
  });

  it('that were deleted here are deleted for the client of NATS, who hears of it', async () => {
    const seen: string[] = [];
    const watch = await raw.kv.watch({ key: named('>') });
    const watching = (async () => {
      for await (const { operation } of watch) seen.push(operation);
    })();
    await kv.set('a', 'value');
    await kv.delete('a');
    await kv.set('a', 'value');
    await kv.take('a');
    for (let tries = 0; seen.length < 4 && tries < 100; tries += 1) await pause(20);
    watch.stop();
    await watching;
    expect(seen).toEqual(['PUT', 'DEL', 'PUT', 'DEL']);
    expect((await raw.kv.get(named('a')))?.operation).toBe('DEL');
  });

  it('that have expired are still there for the client of NATS until they are swept', async () => {
    // Which a bucket that denies it puts off for good.
    const name = newBucket();
    const config = {
      name: `KV_${name}`,
      subjects: [`$KV.${name}.>`],
      max_msgs_per_subject: 1,
      deny_purge: true,
    };
    await raw.connection.request(`$JS.API.STREAM.CREATE.KV_${name}`, JSON.stringify(config));
    await using unswept = await createKvStore({ driver: 'nats', servers: natsUrl(), bucket: name });
    await using behind = await rawBucket(name);
    await unswept.set('a', 'value', { ttl: 20 });
    await pause(30);
    expect(await unswept.get('a')).toBeUndefined();
    expect(await unswept.has('a')).toBe(false);
    expect((await unswept.page()).entries).toEqual([]);
    expect((await behind.kv.get('a'))?.string()).toBe('value');
    expect(await unswept.create('a', 'anew')).toMatchObject({ ok: true });
    expect((await behind.kv.get('a'))?.string()).toBe('anew');
  });

  it('whose moment of expiry is none are CORRUPT, left out of lists, and replaced', async () => {
    const own = headers();
    own.set('Kv-Store-Expires-At', 'tomorrow');
    raw.connection.publish(`$KV.${bucket}.${named('a')}`, 'value', { headers: own });
    await raw.connection.flush();
    for (const call of [
      kv.get('a'),
      kv.getEntry('a'),
      kv.create('a', 'b'),
      kv.increment('a'),
      kv.take('a'),
    ]) {
      expect(await failure(call)).toMatchObject({ code: 'CORRUPT', key: 'a' });
    }
    await kv.set('b', 'value');
    expect((await kv.page()).entries.map(({ key }) => key)).toEqual(['b']);
    await kv.set('a', 'right');
    expect(await kv.get('a')).toBe('right');
  });

  it('whose subjects are no keys of ours are left out of lists', async () => {
    await raw.kv.put(named('a=zz'), 'value');
    await raw.kv.put(named('a=3Ab'), 'value');
    await raw.kv.put(named('right'), 'value');
    expect((await kv.page()).entries.map(({ key }) => key)).toEqual(['right']);
    const keys: string[] = [];
    for await (const key of kv.keys()) keys.push(key);
    expect(keys).toEqual(['right']);
  });

  it('that are bytes and no text stay what they are', async () => {
    const bytes = Uint8Array.of(0xff, 0x00, 0xfe);
    await raw.kv.put(named('a'), bytes);
    expect(await failure(kv.get('a'))).toMatchObject({ code: 'CORRUPT' });
    await kv.set('b', 'text');
    expect([...((await raw.kv.get(named('b')))?.value ?? [])]).toEqual([...Buffer.from('text')]);
  });

  it.each(['', '7', 'a b c', '6 0', `${'0'.repeat(36)} -1 a`, `${'0'.repeat(36)} 0 `])(
    'cannot be listed on by a cursor that somebody has made up: %j',
    async (inside) => {
      const cursor = sealCursor(inside, 'nats', `test-${names}:`);
      expect(await failure(kv.page({ cursor }))).toMatchObject({ code: 'INVALID_ARGUMENT' });
    },
  );

  it('are listed on by a cursor of another process, or of one that was made up', async () => {
    await kv.setMany(Array.from({ length: 30 }, (_, index) => [`key-${String(index)}`, 'value']));
    const { cursor } = await kv.page({ limit: 10 });
    await using other = await createKvStore({ driver: 'nats', servers: natsUrl(), bucket });
    const rest = await other.namespace(`test-${names}`).page({ cursor });
    expect(rest.entries).toHaveLength(20);
    const far = `${'0'.repeat(36)} 900000 test-${names}.key-5`;
    const made = await kv.page({ cursor: sealCursor(far, 'nats', `test-${names}:`) });
    expect(made.entries.map(({ key }) => key)).toEqual(['key-6', 'key-7', 'key-8', 'key-9']);
  });

  it('may have the longest keys in the longest of buckets', async () => {
    const name = 'b'.repeat(252);
    await using long = await createKvStore({ driver: 'nats', servers: natsUrl(), bucket: name });
    for (const letter of ['\u0000', ':', '.', 'é', '😀']) {
      const key = letter.repeat(1_024 / Buffer.byteLength(letter));
      await long.set(key, 'value', { ttl: 60_000 });
      expect(await long.get(key)).toBe('value');
      expect(await long.get(key, { consistency: 'eventual' })).toBe('value');
      expect(await long.update(key, (value) => `${value ?? ''}!`)).toBe('value!');
      expect(await long.clear({ prefix: key })).toBe(1);
    }
    await raw.connection.request(`$JS.API.STREAM.DELETE.KV_${name}`);
  });
});

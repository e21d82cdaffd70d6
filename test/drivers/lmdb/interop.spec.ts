import { bytes, createKvStore, json, type KvStore, type OpenKvStore } from 'nestjs-kv-store';

import { sealCursor } from '../../../libs/kv-store/src/core/cursor.js';
import { newFolder } from './folder.js';
import { expiryOf, Raw, record, row } from './raw.js';

describe('entries in LMDB', () => {
  const path = newFolder();
  let kv: OpenKvStore;
  let raw: Raw;
  beforeAll(async () => {
    kv = await createKvStore({ driver: 'lmdb', path });
    raw = new Raw(path);
  });
  beforeEach(() => kv.clear({ all: true }));
  afterAll(async () => {
    await raw.close();
    await kv.close();
  });
  const failure = (call: Promise<unknown>) =>
    call.then(
      () => undefined,
      (error: unknown) => error,
    );

  it('are records under plain keys, for another program to see', async () => {
    await kv.namespace('users').as(json()).set('42', { name: 'Ada' });
    const { version } = (await kv.getEntry('users:42')) ?? {};
    expect(version).toHaveLength(17);
    expect(raw.get('users:42')).toEqual(record('{"name":"Ada"}', 0, version));
    await kv.as(bytes).set('bytes', Buffer.from([0, 255, 0]));
    expect(raw.get('bytes')?.subarray(29)).toEqual(Buffer.from([0, 255, 0]));
    await kv.set('empty', '');
    expect(raw.get('empty')).toHaveLength(29);
    expect(raw.about.get(Buffer.from('format'))?.toString()).toBe('2');
  });

  it('are read where another program has written records', async () => {
    const expiresAt = Date.now() + 60_000;
    await raw.put('users:42', record('{"name":"Ada"}', expiresAt));
    await raw.put('visits', record('41'));
    await raw.put('bytes', record(Buffer.from([0, 255])));
    const users = kv.namespace('users').as(json<{ name: string }>());
    const entry = await users.getEntry('42');
    expect(entry).toMatchObject({ value: { name: 'Ada' }, expiresAt });
    expect(await users.replaceIf('42', { name: 'Grace' }, entry?.version ?? '')).toMatchObject({ ok: true });
    expect(await kv.increment('visits')).toBe(42);
    expect(raw.get('visits')?.toString('utf8', 29)).toBe('42');
    expect(await kv.as(bytes).get('bytes')).toEqual(new Uint8Array([0, 255]));
    await expect(kv.get('bytes')).rejects.toMatchObject({ code: 'CORRUPT' });
  });

  it('have another version after another program has written one', async () => {
    await kv.set('a', 'value');
    const { version = '' } = (await kv.getEntry('a')) ?? {};
    await raw.put('a', record('value'));
    expect(await kv.replaceIf('a', 'new', version)).toEqual({ ok: false });
  });

  it.each<[string, (key: string) => Promise<unknown>]>([
    ['set', (key) => kv.set(key, 'new', { ttl: 90_000 })],
    ['create', (key) => kv.create(key, 'new')],
    ['replaceIf', async (key) => kv.replaceIf(key, 'new', (await kv.getEntry(key))?.version ?? 'none')],
    ['deleteIf', async (key) => kv.deleteIf(key, (await kv.getEntry(key))?.version ?? 'none')],
    ['update', (key) => kv.update(key, (value) => `${value ?? ''}.`)],
    ['increment', (key) => kv.increment(key)],
    ['touch', (key) => kv.touch(key, 120_000)],
    ['touch for ever', (key) => kv.touch(key, null)],
    ['take', (key) => kv.take(key)],
    ['delete', (key) => kv.delete(key)],
    ['setMany', (key) => kv.setMany([[key, 'new']])],
    ['deleteMany', (key) => kv.deleteMany([key])],
  ])('have a row where they expire, and no other, after %s', async (_, change) => {
    await kv.set('ever', '1');
    await kv.set('once', '1', { ttl: 60_000 });
    await kv.set('past', '1', { ttl: 1 });
    while (await kv.has('past'));
    for (const key of ['ever', 'once', 'past', 'none']) await change(key);
    const expected = raw.rows().filter(([at, key]) => at === expiryOf(raw.get(key) ?? record('')));
    expect(raw.rows()).toEqual(expected);
    const expiring = ['ever', 'once', 'past', 'none'].filter((key) => expiryOf(raw.get(key) ?? record('')));
    expect(
      raw
        .rows()
        .map(([, key]) => key)
        .sort(),
    ).toEqual(expiring.sort());
  });

  const noRecords = [
    ['nothing', Buffer.alloc(0)],
    ['less than a head', record('').subarray(0, 28)],
    ['text', Buffer.from('a text of another program, longer than a head')],
    ['another layout', Buffer.concat([Buffer.from([1]), record('value').subarray(1)])],
    ['a moment that is none', Buffer.concat([Buffer.from('\u0002-'), record('value').subarray(2)])],
    ['bytes', Buffer.alloc(40, 255)],
  ] as const;

  it.each(
    noRecords.flatMap(([what, value]) =>
      (
        [
          ['get', (store) => store.get('other')],
          ['getEntry', (store) => store.getEntry('other')],
          ['has', (store) => store.has('other')],
          ['getOrSet', (store) => store.getOrSet('other', () => 'value')],
          ['create', (store) => store.create('other', 'value')],
          ['replaceIf', (store) => store.replaceIf('other', 'value', 'version')],
          ['deleteIf', (store) => store.deleteIf('other', 'version')],
          ['update', (store) => store.update('other', () => 'value')],
          ['take', (store) => store.take('other')],
          ['increment', (store) => store.increment('other')],
          ['touch', (store) => store.touch('other', null)],
        ] as [string, (store: KvStore) => Promise<unknown>][]
      ).map(([name, call]) => [what, name, value, call] as const),
    ),
  )('that are none, but %s, are CORRUPT by %s, and stay', async (_what, _name, value, call) => {
    await raw.put('other', value);
    const error = await failure(call(kv));
    expect(error).toMatchObject({ code: 'CORRUPT', key: 'other', retryable: false });
    expect(error).not.toHaveProperty('outcome');
    expect(raw.get('other')).toEqual(value);
    await kv.delete('other');
    expect(raw.get('other')).toBeUndefined();
  });

  it('that are none are named among many, passed over by lists, and replaced by set', async () => {
    await raw.put('other', Buffer.from('text'));
    await raw.put(Buffer.from([0x61, 0xff]), record('under a key that is no text'));
    await kv.setMany(['a', 'b', 'z'].map((key) => [key, key]));
    expect(await failure(kv.getMany(['a', 'other', 'b']))).toMatchObject({
      code: 'CORRUPT',
      failures: [{ key: 'other' }],
    });
    for (const limit of [1, 100]) {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await kv.page({ limit, cursor });
        found.push(...page.entries.map(({ key }) => key));
        cursor = page.cursor;
      } while (cursor !== undefined);
      expect(found).toEqual(['a', 'b', 'z']);
    }
    const keys: string[] = [];
    for await (const key of kv.keys()) keys.push(key);
    expect(keys).toEqual(['a', 'b', 'z']);
    await kv.set('other', 'new');
    expect(raw.get('other')?.toString('utf8', 29)).toBe('new');
    await raw.entries.remove(Buffer.from([0x61, 0xff]));
  });

  it('are listed in the order of their UTF-8', async () => {
    const names = ['\0', '\0\0', '\u0001', 'A', 'a', 'a\0', 'aa', 'ä', '€', '\uffff', '😀'];
    await kv.setMany(names.map((name) => [name, name]));
    const { entries } = await kv.page();
    expect(entries.map(({ key }) => key)).toEqual(names);
    const below = await kv.page({ prefix: 'a' });
    expect(below.entries.map(({ key }) => key)).toEqual(['a', 'a\0', 'aa']);
  });

  it.each(['', 'b', '_-', '😀', Buffer.alloc(2_000, 'a').toString('base64url')])(
    'cannot be listed on by a cursor that somebody has made up: %#',
    async (inside) => {
      const cursor = sealCursor(inside, 'lmdb', 'a');
      expect(await failure(kv.page({ prefix: 'a', cursor }))).toMatchObject({ code: 'INVALID_ARGUMENT' });
    },
  );

  it('that another program lets expire are hidden, and removed where they have a row', async () => {
    const past = Date.now() - 1;
    await raw.put('a', record('value', past));
    await raw.put('b', record('value', past));
    await raw.expiries.put(row(past, 'b'), Buffer.alloc(0));
    expect(await kv.getMany(['a', 'b'])).toEqual([undefined, undefined]);
    expect(await kv.create('a', 'new')).toMatchObject({ ok: true });
    expect(raw.rows()).toEqual([[past, 'b']]);
  });
});

import { sealCursor } from '../../../libs/kv-store/src/core/cursor.js';
import { createKvStore, json, type KvStore, type OpenKvStore } from 'nestjs-kv-store';

import { describeWithRedis } from '../../support/redis.js';
import { type RedisServer, startRedis } from '../../support/servers/redis-process.js';

describeWithRedis('entries on Redis', () => {
  let server: RedisServer;
  let kv: OpenKvStore;
  beforeAll(async () => {
    server = await startRedis();
    kv = await createKvStore({ driver: 'redis', url: server.url });
  });
  beforeEach(() => server.cli('FLUSHALL'));
  afterAll(async () => {
    await kv.close();
    await server.stop();
  });
  const failure = (call: Promise<unknown>) =>
    call.then(
      () => undefined,
      (error: unknown) => error,
    );

  it('are plain text under plain keys, for redis-cli to see', async () => {
    await kv.namespace('users').as(json()).set('42', { name: 'Ada' });
    expect(await server.cli('GET', 'users:42')).toBe('{"name":"Ada"}');
    expect(await server.cli('TTL', 'users:42')).toBe('-1');
    await kv.set('short', 'ä€😀', { ttl: 60_000 });
    expect(await server.cli('GET', 'short')).toBe('ä€😀');
    expect(Number(await server.cli('PTTL', 'short'))).toBeGreaterThan(50_000);
    await kv.increment('visits', 3);
    expect(await server.cli('INCR', 'visits')).toBe('4');
  });

  it('are read where redis-cli has written them', async () => {
    await server.cli('SET', 'users:42', '{"name":"Ada"}', 'PX', '60000');
    const users = kv.namespace('users').as(json<{ name: string }>());
    const entry = await users.getEntry('42');
    expect(entry?.value).toEqual({ name: 'Ada' });
    expect((entry?.expiresAt ?? 0) - Date.now()).toBeGreaterThan(50_000);
    expect(await users.replaceIf('42', { name: 'Grace' }, entry?.version ?? '')).toMatchObject({ ok: true });
    await server.cli('SET', 'visits', '41');
    expect(await kv.increment('visits')).toBe(42);
    const keys: string[] = [];
    for await (const key of kv.keys()) keys.push(key);
    expect(keys.sort()).toEqual(['users:42', 'visits']);
  });

  it('keep their expiry when they are counted on or updated, to the millisecond', async () => {
    await server.cli('SET', 'visits', '41', 'PX', '60000');
    const at = await server.cli('PEXPIRETIME', 'visits');
    await kv.increment('visits');
    await kv.update('visits', (value) => `${value ?? ''}0`);
    expect(await server.cli('GET', 'visits')).toBe('420');
    expect(await server.cli('PEXPIRETIME', 'visits')).toBe(at);
    expect((await kv.getEntry('visits'))?.expiresAt).toBe(Number(at));
  });

  it('have the same version where they have the same value', async () => {
    await kv.set('a', 'value');
    const { version = '' } = (await kv.getEntry('a')) ?? {};
    await server.cli('SET', 'a', 'other');
    expect(await kv.replaceIf('a', 'new', version)).toEqual({ ok: false });
    await server.cli('SET', 'a', 'value');
    expect(await kv.replaceIf('a', 'new', version)).toMatchObject({ ok: true });
  });

  it.each<[string, (store: KvStore) => Promise<unknown>]>([
    ['get', (store) => store.get('list')],
    ['get beside others', (store) => Promise.all(['list', 'a', 'b', 'c', 'd'].map((key) => store.get(key)))],
    ['getEntry', (store) => store.getEntry('list')],
    ['has', (store) => store.has('list')],
    ['getOrSet', (store) => store.getOrSet('list', () => 'value')],
    ['create', (store) => store.create('list', 'value')],
    ['replaceIf', (store) => store.replaceIf('list', 'value', 'version')],
    ['deleteIf', (store) => store.deleteIf('list', 'version')],
    ['update', (store) => store.update('list', () => 'value')],
    ['take', (store) => store.take('list')],
    ['increment', (store) => store.increment('list')],
    ['touch', (store) => store.touch('list', null)],
  ])('of another type are CORRUPT by %s, and stay', async (_, call) => {
    await server.cli('RPUSH', 'list', 'one');
    expect(await failure(call(kv))).toMatchObject({ code: 'CORRUPT', key: 'list', retryable: false });
    expect(await failure(call(kv))).not.toHaveProperty('outcome');
    expect(await server.cli('LRANGE', 'list', '0', '-1')).toBe('one');
  });

  it('of another type are named among many, passed over by lists, and replaced by set', async () => {
    await server.cli('RPUSH', 'list', 'one');
    await kv.setMany(['a', 'b', 'c', 'd'].map((key) => [key, key]));
    const error = await failure(kv.getMany(['a', 'list', 'b', 'none', 'c', 'd']));
    expect(error).toMatchObject({ code: 'CORRUPT', failures: [{ key: 'list' }] });
    const { entries } = await kv.page();
    expect(entries.map(({ key }) => key).sort()).toEqual(['a', 'b', 'c', 'd']);
    await kv.set('list', 'text');
    expect(await server.cli('GET', 'list')).toBe('text');
  });

  it.each(['05', '+5', '5.0', '1e3', '9007199254740992', '99999999999999999999'])(
    'that hold %s are not counted on, whatever Redis would do',
    async (value) => {
      await server.cli('SET', 'count', value);
      expect(await failure(kv.increment('count'))).toMatchObject({ code: 'INVALID_ARGUMENT' });
      expect(await server.cli('GET', 'count')).toBe(value);
    },
  );

  it('under keys that look like patterns are listed by them', async () => {
    const names = ['a*b', 'a?b', 'a[b]', 'a\\b', 'axb', 'a^-]'];
    for (const name of names) await kv.namespace(name).set('key', name);
    for (const name of names) {
      const { entries } = await kv.namespace(name).page();
      expect(entries).toMatchObject([{ key: 'key', value: name }]);
    }
  });

  it('go on when the server has forgotten all scripts', async () => {
    await kv.increment('count');
    await server.cli('SCRIPT', 'FLUSH');
    expect(await Promise.all([kv.increment('count'), kv.increment('count'), kv.create('a', '1')])).toEqual(
      expect.arrayContaining([2, 3, expect.objectContaining({ ok: true })]),
    );
  });

  it.each([
    '',
    '7',
    '[]',
    '[5,"0",null,null]',
    '[0,"x",null,null]',
    '[0,"0",null,null,7]',
    '[0.5,"0",null,null]',
  ])('cannot be listed on by a cursor that somebody has made up: %j', async (inside) => {
    const cursor = sealCursor(inside, 'redis', '');
    expect(await failure(kv.page({ cursor }))).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('cannot be listed on by a cursor of before the server was started again', async () => {
    await kv.setMany(Array.from({ length: 100 }, (_, index) => [`key-${String(index)}`, 'value']));
    const { cursor } = await kv.page({ limit: 10 });
    expect(cursor).toBeDefined();
    await server.kill();
    await server.restart();
    // Without a pause, as a caller should not: the store comes back all the same.
    while (!(await kv.page().catch(() => undefined)));
    await expect(kv.page({ limit: 10, cursor })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      reason: expect.stringContaining('Begin again') as string,
    });
  });
});

import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { createClient } from '@redis/client';
import { createKvStore, type KvError, type KvStoreOptions } from 'nestjs-kv-store';

import { describeWithRedis, redisUrl } from '../../support/redis.js';
import { freePort } from '../../e2e/demo-process.js';
import { type RedisServer, startRedis } from '../../support/servers/redis-process.js';

const password = 'a password: /@?#';
const inUrl = encodeURIComponent(password);

async function notices(options: KvStoreOptions): Promise<string[]> {
  const said: string[] = [];
  const kv = await createKvStore({ ...options, observers: [{ notice: (message) => said.push(message) }] });
  await kv.close();
  return said;
}

async function failure(options: object): Promise<KvError> {
  try {
    const kv = await createKvStore({ driver: 'redis', ...options });
    await kv.close();
  } catch (error) {
    return error as KvError;
  }
  throw new Error('It has been opened.');
}

describeWithRedis('a store on Redis', () => {
  const servers: RedisServer[] = [];
  const start = async (...args: string[]) => {
    const server = await startRedis(args);
    servers.push(server);
    return server;
  };
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });

  it('finds its server by URL, user, password and database', async () => {
    const server = await start();
    await server.cli('ACL', 'SETUSER', 'me', 'on', `>${password}`, '~*', '+@all');
    await server.cli('ACL', 'SETUSER', 'default', '>of the default user');
    const options = [
      { url: `redis://me:${inUrl}@127.0.0.1:${server.port}/3` },
      { url: server.url, username: 'me', password, database: 3 },
    ];
    for (const given of options) {
      await using kv = await createKvStore({ driver: 'redis', ...given });
      await kv.increment('count');
      expect(kv.details).toEqual({ server: server.address, database: 3 });
    }
    expect(
      await server.cli('--user', 'me', '--pass', password, '--no-auth-warning', '-n', '3', 'GET', 'count'),
    ).toBe('2');
    await using other = await createKvStore({
      driver: 'redis',
      url: server.url,
      password: 'of the default user',
    });
    expect(await other.get('count')).toBeUndefined();
  });

  it('finds its server by a Unix socket', async () => {
    const socket = join(tmpdir(), `test-redis-${process.pid}.sock`);
    await start('--unixsocket', socket);
    await using kv = await createKvStore({ driver: 'redis', socket });
    await kv.set('key', 'value');
    expect(await kv.healthCheck()).toMatchObject({ status: 'up', details: { server: socket } });
  });

  it('finds its server by TLS, and trusts no other', async () => {
    const server = await startRedis([], { tls: true });
    servers.push(server);
    await using kv = await createKvStore({ driver: 'redis', url: server.url, tls: { ca: server.ca } });
    await kv.set('key', 'value');
    expect(await kv.get('key')).toBe('value');
    expect(await failure({ url: server.url })).toMatchObject({
      code: 'UNAVAILABLE',
      retryable: false,
      reason: expect.stringContaining("option 'tls'") as string,
    });
  });

  it.each([
    [{}, 'PERMISSION_DENIED', /wants a password/],
    [{ password: 'wrong' }, 'PERMISSION_DENIED', /refused the user or the password/],
  ])('says what is wrong with %j', async (given, code, reason) => {
    const server = await start('--requirepass', password);
    const error = await failure({ url: server.url, ...given });
    expect(error).toMatchObject({ code, reason: expect.stringMatching(reason) as string });
    expect(JSON.stringify(error) + error.message).not.toContain('wrong');
  });

  it('says at once that nothing listens there', async () => {
    const url = `redis://127.0.0.1:${await freePort()}`;
    const started = performance.now();
    expect(await failure({ url })).toMatchObject({ code: 'UNAVAILABLE', cause: { code: 'ECONNREFUSED' } });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it.each([
    [{ url: 'http://localhost' }, /^option 'url' of driver 'redis' must be a URL such as/],
    [{ url: 'redis://localhost/cache' }, /^option 'url'/],
    [{ url: 'redis://localhost/0?tls=true' }, /^option 'url'/],
    [{ url: 'redis://me:50%@localhost' }, /^option 'url'/],
    [{ database: -1 }, /^option 'database' .* must be a whole number from 0, not -1/],
    [{ cluster: [] }, /^option 'cluster' .* must be an array of URLs/],
    [{ cluster: ['redis://a'], url: 'redis://b' }, /^option 'cluster' .* does not go with 'url'/],
    [{ cluster: ['redis://a'], database: 2 }, /^option 'database' .* must be 0 with 'cluster'/],
    [{ sentinel: { name: 'mymaster' } }, /^option 'sentinel' .* needs 'name' and 'nodes'/],
    [{ sentinel: { name: 'mymaster', hosts: [] } }, /has no option 'hosts'/],
    [{ client: {} }, /^option 'client' .* must be a client of createClient or createCluster/],
    [{ host: 'localhost' }, /^driver 'redis' has no option 'host'\. Its options: url, socket, cluster/],
    [{ tls: 'yes' }, /^option 'tls' .* must be true, false, or an object/],
  ])('refuses %j with a sentence that names the option', async (given, sentence) => {
    const error = await failure(given);
    expect(error.code).toBe('INVALID_ARGUMENT');
    expect(error.reason).toMatch(sentence);
  });

  it('says which option fits a node of a cluster, a sentinel and one that is none', async () => {
    const [node, plain] = [await start('--cluster-enabled', 'yes'), redisUrl(0)];
    expect((await failure({ url: node.url })).reason).toContain("Give option 'cluster' in place of 'url'");
    expect((await failure({ cluster: [plain] })).reason).toContain("Give option 'url'");
    const sentinel = { name: 'mymaster', nodes: [plain] };
    expect((await failure({ sentinel })).reason).toContain('is no sentinel');
  });

  it('tells an operator that entries may be evicted', async () => {
    const server = await start('--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru');
    expect(await notices({ driver: 'redis', url: server.url })).toEqual([
      expect.stringMatching(/maxmemory-policy is 'allkeys-lru': .* removes any entry, without a word/),
    ]);
    await server.cli('CONFIG', 'SET', 'maxmemory-policy', 'volatile-ttl');
    expect(await notices({ driver: 'redis', url: server.url })).toEqual([
      expect.stringContaining('entries with a ttl before they expire'),
    ]);
    await server.cli('CONFIG', 'SET', 'maxmemory-policy', 'noeviction');
    expect(await notices({ driver: 'redis', url: server.url })).toEqual([]);
  });

  it('takes a client that is handed in, and leaves it open', async () => {
    const client = createClient({ url: redisUrl(0), disableOfflineQueue: true });
    expect((await failure({ client })).reason).toContain('is not connected. Call its connect() first');
    await client.connect();
    const kv = await createKvStore({ driver: 'redis', client, namespace: 'handed-in' });
    await kv.set('key', 'value');
    expect(await client.get('handed-in:key')).toBe('value');
    await kv.close();
    expect(await client.ping()).toBe('PONG');
    expect(client.listenerCount('error')).toBe(0);
    client.destroy();
  });

  it('works for a user who may do no more than the guide asks for', async () => {
    const guide = readFileSync(resolve(__dirname, '../../../docs/guides/drivers/redis.md'), 'utf8');
    const rights = /`(\+get [^`]+)`/.exec(guide)?.[1]?.split(' ') ?? [];
    const server = await start();
    await server.cli('ACL', 'SETUSER', 'app', 'on', 'nopass', '~shop:*', ...rights);
    await using kv = await createKvStore({
      driver: 'redis',
      url: server.url,
      username: 'app',
      password: 'x',
      namespace: 'shop',
    });
    await kv.set('a', '1', { ttl: 60_000 });
    await kv.setMany([
      ['b', '1'],
      ['c', '1'],
    ]);
    expect(await kv.increment('a')).toBe(2);
    expect(await kv.update('b', () => '3')).toBe('3');
    expect(await kv.getMany(['a', 'b', 'c', 'd', 'e'])).toEqual(['2', '3', '1', undefined, undefined]);
    expect(await kv.touch('c', null)).toBe(true);
    expect(await kv.take('c')).toBe('1');
    expect((await kv.page()).entries).toHaveLength(2);
    expect(await kv.clear()).toBe(2);
    expect(await kv.healthCheck()).toMatchObject({
      status: 'up',
      details: { note: expect.stringContaining('PING') as string },
    });
    await using other = await createKvStore({
      driver: 'redis',
      url: server.url,
      username: 'app',
      password: 'x',
    });
    await expect(other.get('elsewhere')).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });

  it('has its failures named', async () => {
    const server = await start();
    await using kv = await createKvStore({ driver: 'redis', url: server.url });
    await kv.set('key', 'value');
    await server.cli('CONFIG', 'SET', 'maxmemory', '1');
    await expect(kv.set('a', 'b')).rejects.toMatchObject({ code: 'EXHAUSTED', retryable: false });
    await expect(kv.increment('count')).rejects.toMatchObject({ code: 'EXHAUSTED' });
    await expect(kv.create('a', 'b')).rejects.not.toHaveProperty('outcome');
    await server.cli('CONFIG', 'SET', 'maxmemory', '0');
    await server.cli('CONFIG', 'SET', 'min-replicas-to-write', '1');
    await expect(kv.set('a', 'b')).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      reason: expect.stringContaining('min-replicas') as string,
    });
    await server.cli('CONFIG', 'SET', 'min-replicas-to-write', '0');
    await server.cli('REPLICAOF', '127.0.0.1', '1');
    await expect(kv.increment('count')).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      reason: expect.stringContaining('replica') as string,
    });
    expect(await kv.healthCheck()).toMatchObject({
      status: 'down',
      details: { error: { message: expect.stringContaining('replica') as string } },
    });
    await server.cli('REPLICAOF', 'NO', 'ONE');
    expect(await kv.healthCheck()).toMatchObject({
      status: 'up',
      details: { version: expect.stringMatching(/^(Redis|Valkey) \d/) as string, role: 'master' },
    });
    await server.kill();
    await expect(kv.increment('count')).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    expect(await kv.healthCheck({ timeout: 1_000 })).toMatchObject({ status: 'down' });
  });
});

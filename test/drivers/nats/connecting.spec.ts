import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { Kvm } from '@nats-io/kv';
import { connect } from '@nats-io/transport-node';
import { createKvStore, type KvError, type KvStoreOptions } from 'nestjs-kv-store';

import { freePort } from '../../e2e/demo-process.js';
import { describeWithNats, natsUrl, newBucket, rawBucket } from '../../support/nats.js';
import { type NatsServer, startNats } from '../../support/servers/nats-process.js';
import { until } from '../../support/until.js';

const password = 'a password: /@?#';
const inUrl = encodeURIComponent(password);
const bucket = 'kv';

async function failure(options: object): Promise<KvError> {
  try {
    const kv = await createKvStore({ driver: 'nats', bucket, ...options });
    await kv.close();
  } catch (error) {
    return error as KvError;
  }
  throw new Error('It has been opened.');
}

async function notices(options: KvStoreOptions): Promise<string[]> {
  const said: string[] = [];
  const kv = await createKvStore({ ...options, observers: [{ notice: (message) => said.push(message) }] });
  await kv.close();
  return said;
}

describeWithNats('a store on NATS', () => {
  const servers: NatsServer[] = [];
  const start = async (...given: Parameters<typeof startNats>) => {
    const server = await startNats(...given);
    servers.push(server);
    return server;
  };
  afterEach(async () => {
    await Promise.all(servers.splice(0).map((server) => server.stop()));
  });

  it('creates its bucket as it is told to, and finds it again', async () => {
    const name = newBucket();
    const settings = { storage: 'memory', history: 3, maxBytes: 10_000_000 } as const;
    const options = { driver: 'nats', servers: natsUrl(), bucket: name } as const;
    await using kv = await createKvStore({ ...options, ...settings });
    await kv.set('key', 'value');
    await using raw = await rawBucket(name);
    const { streamInfo } = await raw.kv.status();
    expect(streamInfo.config).toMatchObject({
      storage: 'memory',
      max_msgs_per_subject: 3,
      max_bytes: 10_000_000,
      num_replicas: 1,
      discard: 'new',
      allow_direct: true,
    });
    await using again = await createKvStore(options);
    expect(await again.get('key')).toBe('value');
    expect(await notices({ ...options, ...settings })).toEqual([]);
    expect(await notices({ ...options, history: 1, maxBytes: 10_000_000 })).toEqual([
      expect.stringMatching(/was there already, with history 3 and not 1, as option 'history' says/),
    ]);
  });

  it('creates its bucket once, however many come at once', async () => {
    const options = { driver: 'nats', servers: natsUrl(), bucket: newBucket() } as const;
    const stores = await Promise.all([1, 2, 3, 4].map(() => createKvStore(options)));
    await stores[0]?.set('key', 'value');
    for (const store of stores) expect(await store.get('key')).toBe('value');
    await Promise.all(stores.map((store) => store.close()));
  });

  it('takes a bucket that the client of NATS has made', async () => {
    const server = await start();
    const client = await connect({ servers: server.url });
    await (await new Kvm(client).create('made')).put('key', 'value');
    await client.close();
    expect(await notices({ driver: 'nats', servers: server.url, bucket: 'made' })).toEqual([]);
    await using kv = await createKvStore({ driver: 'nats', servers: server.url, bucket: 'made' });
    expect(await kv.get('key')).toBe('value');
  });

  it('finds its server by user and password in the URL, by token, and by TLS', async () => {
    const secured = await start({ config: [`authorization { user: "me", password: "${password}" }`] });
    await using kv = await createKvStore({
      driver: 'nats',
      servers: secured.url.replace('//', `//me:${inUrl}@`),
      bucket,
    });
    await kv.set('key', 'value');
    expect(kv.details).toEqual({ servers: secured.address, bucket });
    for (const url of [secured.url, secured.url.replace('//', '//me:wrong@')]) {
      const error = await failure({ servers: url });
      expect(error).toMatchObject({ code: 'PERMISSION_DENIED', retryable: false });
      expect(error.message + JSON.stringify(error)).not.toContain('wrong');
    }
    const byToken = await start({ config: ['authorization { token: "s3cret" }'] });
    await using token = await createKvStore({
      driver: 'nats',
      servers: byToken.url.replace('//', '//s3cret@'),
      bucket,
    });
    await token.set('key', 'value');
    const byTls = await start({ tls: true });
    const servers = byTls.url.replace('nats:', 'tls:');
    const tls = { ca: byTls.ca };
    await using trusting = await createKvStore({ driver: 'nats', servers, bucket, clientConfig: { tls } });
    await trusting.set('key', 'value');
    expect(await failure({ servers })).toMatchObject({
      code: 'UNAVAILABLE',
      retryable: false,
      reason: expect.stringContaining('certificate') as string,
    });
  });

  it('speaks with no server in plain text where one of its URLs asks for TLS', async () => {
    const { url } = await start();
    const servers = [`nats://127.0.0.1:${await freePort()}`, url.replace('nats:', 'tls:')];
    expect(await failure({ servers })).toMatchObject({ operation: 'open' });
  });

  it('says that the server speaks no TLS', async () => {
    const error = await failure({ servers: natsUrl().replace('nats:', 'tls:') });
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(error.reason).toContain("Give 'nats://' in option 'servers'");
  });

  it('says at once that nothing listens there', async () => {
    const started = performance.now();
    const servers = `nats://127.0.0.1:${await freePort()}`;
    for (const clientConfig of [{}, { waitOnFirstConnect: true }]) {
      const error = await failure({ servers, clientConfig });
      expect(error).toMatchObject({ code: 'UNAVAILABLE', cause: { code: 'ECONNREFUSED' } });
    }
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('says that there is no JetStream', async () => {
    const { url } = await start({ jetStream: false });
    const error = await failure({ servers: url });
    expect(error).toMatchObject({ code: 'UNSUPPORTED', retryable: false });
    expect(error.reason).toMatch(/no JetStream\. Start the servers with -js/);
  });

  it.each([
    [{ bucket: undefined }, /^driver 'nats' needs option 'bucket'/],
    [{ bucket: 'a.b' }, /^option 'bucket' .* letters, digits, '_' and '-'/],
    [{ servers: 'http://localhost' }, /^option 'servers' of driver 'nats' must be a URL such as/],
    [{ servers: [] }, /^option 'servers'/],
    [{ servers: ['nats://a', 'nats://b/c'] }, /^option 'servers'/],
    [{ servers: 'nats://me:50%@localhost' }, /^option 'servers'/],
    [{ replicas: 6 }, /^option 'replicas' .* must be a whole number from 1 to 5, not 6/],
    [{ history: 0 }, /^option 'history' .* from 1 to 64, not 0/],
    [{ storage: 'disk' }, /^option 'storage' .* must be 'file' or 'memory'/],
    [{ maxBytes: 0.5 }, /^option 'maxBytes'/],
    [{ client: {} }, /^option 'client' .* must be a connection as connect\(\)/],
    [{ url: 'nats://localhost' }, /^driver 'nats' has no option 'url'\. Its options: servers, bucket/],
  ])('refuses %j with a sentence that names the option', async (given, sentence) => {
    const error = await failure(given);
    expect(error.code).toBe('INVALID_ARGUMENT');
    expect(error.reason).toMatch(sentence);
  });

  it('says that one server keeps no replicas', async () => {
    const error = await failure({ servers: natsUrl(), bucket: newBucket(), replicas: 3 });
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(error.reason).toContain("option 'replicas'");
  });

  it('refuses a stream that is no bucket, and a mirror', async () => {
    const { url } = await start();
    const client = await connect({ servers: url });
    const create = async (name: string, more: object) => {
      const config = { name: `KV_${name}`, ...more };
      await client.request(`$JS.API.STREAM.CREATE.KV_${name}`, JSON.stringify(config));
    };
    await create('origin', { subjects: ['$KV.origin.>'], max_msgs_per_subject: 1 });
    await create('mirror', { mirror: { name: 'KV_origin' } });
    await create('other', { subjects: ['other'] });
    await client.close();
    expect((await failure({ servers: url, bucket: 'mirror' })).reason).toContain('is a mirror');
    expect((await failure({ servers: url, bucket: 'other' })).reason).toContain('is no bucket');
  });

  it('tells an operator what a bucket does that breaks promises', async () => {
    const { url } = await start();
    const client = await connect({ servers: url });
    const config = {
      name: 'KV_short',
      subjects: ['$KV.short.>'],
      max_msgs_per_subject: 1,
      max_age: 60_000_000_000,
      discard: 'old',
      max_bytes: 1_000_000,
      deny_purge: true,
    };
    await client.request('$JS.API.STREAM.CREATE.KV_short', JSON.stringify(config));
    await client.close();
    expect(await notices({ driver: 'nats', servers: url, bucket: 'short' })).toEqual([
      expect.stringContaining('removes every entry after 60 s'),
      expect.stringContaining('removes the oldest entries, without a word'),
      expect.stringContaining('allows no purge'),
    ]);
  });

  it('takes a client that is handed in, and leaves it open', async () => {
    const client = await connect({ servers: natsUrl() });
    const name = newBucket();
    const kv = await createKvStore({ driver: 'nats', client, bucket: name });
    await kv.set('key', 'value');
    expect(await kv.get('key')).toBe('value');
    expect(kv.details).toEqual({ client: 'handed in', bucket: name });
    await kv.close();
    expect(client.isClosed()).toBe(false);
    await using raw = await rawBucket(name);
    expect((await raw.kv.get('key'))?.string()).toBe('value');
    await client.close();
    expect((await failure({ client })).reason).toContain('is closed');
    expect((await failure({ client, servers: natsUrl() })).reason).toContain("does not go with 'client'");
  });

  it('says at once where a client that is handed in has lost its server, and takes it when it is back', async () => {
    const server = await start();
    const client = await connect({ servers: server.url, reconnectTimeWait: 100, maxReconnectAttempts: -1 });
    await server.kill();
    const started = performance.now();
    expect(await failure({ client })).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    expect(performance.now() - started).toBeLessThan(5_000);
    await server.restart();
    await until(() => failure({ client }).then(Boolean.bind(null, false), Boolean.bind(null, true)));
    await client.close();
  });

  it('works for a user who may do no more than the guide asks for', async () => {
    const guide = readFileSync(resolve(__dirname, '../../../docs/guides/drivers/nats.md'), 'utf8');
    const subjects = [...guide.matchAll(/`(\$(?:KV|JS\.API)\.[^`]+)`/g)].map(([, subject = '']) =>
      subject.replace(/(KV[._])shop/, '$1kv'),
    );
    const may = subjects.filter((subject) => !subject.includes('STREAM.CREATE'));
    expect([subjects.length, may.length]).toEqual([9, 8]);
    const user = (name: string, publish: readonly string[]) =>
      `{ user: ${name}, password: x, permissions: { publish: ${JSON.stringify(publish)}, subscribe: "_INBOX.>" } }`;
    const server = await start({
      config: [
        `authorization { users: [ { user: admin, password: x }, ${user('app', may)}, ${user('reader', may.slice(1, 4))} ] }`,
      ],
    });
    const as = (name: string) => server.url.replace('//', `//${name}:x@`);
    expect(await failure({ servers: as('app') })).toMatchObject({ code: 'PERMISSION_DENIED' });
    await using admin = await createKvStore({ driver: 'nats', servers: as('admin'), bucket });
    await admin.set('there', 'value');
    await using kv = await createKvStore({ driver: 'nats', servers: as('app'), bucket });
    await kv.set('a', '1', { ttl: 60_000 });
    expect(await kv.increment('a')).toBe(2);
    expect(await kv.get('there', { consistency: 'eventual' })).toBe('value');
    expect((await kv.page()).entries).toHaveLength(2);
    expect(await kv.clear({ all: true })).toBe(2);
    expect(await kv.healthCheck()).toMatchObject({ status: 'up' });
    await using reader = await createKvStore({ driver: 'nats', servers: as('reader'), bucket });
    expect(await reader.get('a')).toBeUndefined();
    for (const call of [reader.set('a', 'b'), reader.create('a', 'b')]) {
      const error = (await call.catch((why: unknown) => why)) as KvError;
      expect(error).toMatchObject({ code: 'PERMISSION_DENIED', retryable: false });
      expect(error).not.toHaveProperty('outcome');
    }
    await server.kill();
    await expect(reader.get('a')).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    await expect(reader.get('a')).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
  });

  it('asks the leader for strong reads and lists, and anyone who has the bucket for eventual reads', async () => {
    const user = (name: string, read: string) => {
      const publish = JSON.stringify(['$JS.API.STREAM.INFO.KV_kv', `$JS.API.${read}`]);
      return `{ user: ${name}, password: x, permissions: { publish: ${publish}, subscribe: "_INBOX.>" } }`;
    };
    const users = [
      '{ user: admin, password: x }',
      user('leaders', 'STREAM.MSG.GET.KV_kv'),
      user('anyones', 'DIRECT.GET.KV_kv.>'),
    ];
    const server = await start({ config: [`authorization { users: [ ${users.join(', ')} ] }`] });
    const as = (name: string) => server.url.replace('//', `//${name}:x@`);
    await using admin = await createKvStore({ driver: 'nats', servers: as('admin'), bucket });
    await admin.set('key', 'value');
    await using leaders = await createKvStore({ driver: 'nats', servers: as('leaders'), bucket });
    await using anyones = await createKvStore({ driver: 'nats', servers: as('anyones'), bucket });
    const denied = { code: 'PERMISSION_DENIED' };
    const eventual = { consistency: 'eventual' } as const;
    expect(await leaders.get('key')).toBe('value');
    expect((await leaders.page()).entries).toHaveLength(1);
    await expect(leaders.get('key', eventual)).rejects.toMatchObject(denied);
    expect(await anyones.get('key', eventual)).toBe('value');
    await expect(anyones.get('key')).rejects.toMatchObject(denied);
  });

  it('has its failures named', async () => {
    const server = await start({ config: ['max_payload: 512KB'] });
    await using kv = await createKvStore({ driver: 'nats', servers: server.url, bucket, maxBytes: 100_000 });
    expect(await kv.healthCheck()).toMatchObject({
      status: 'up',
      details: {
        bucket,
        server: server.address,
        version: expect.stringMatching(/^NATS \d/) as string,
        storage: 'file',
        replicas: 1,
      },
    });
    await expect(kv.set('large', 'v'.repeat(600_000))).rejects.toMatchObject({ code: 'TOO_LARGE' });
    await expect(kv.set('large', 'v'.repeat(1_048_576))).rejects.toMatchObject({ code: 'TOO_LARGE' });
    await expect(kv.set('large', 'v'.repeat(200_000))).rejects.toMatchObject({
      code: 'EXHAUSTED',
      retryable: false,
    });
    await expect(kv.create('large', 'v'.repeat(200_000))).rejects.not.toHaveProperty('outcome');
    await kv.set('key', 'value');
    await server.kill();
    await expect(kv.increment('count')).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    expect(await kv.healthCheck({ timeout: 1_000 })).toMatchObject({ status: 'down' });
    await server.restart();
    while (!(await kv.get('key').catch(() => undefined)));
    expect(await kv.get('key')).toBe('value');
    expect(await kv.healthCheck()).toMatchObject({ status: 'up' });
  });

  it('reads and lists many large entries without losing its connection to what waits in the server', async () => {
    const server = await start();
    const options = { driver: 'nats', servers: server.url, bucket, storage: 'memory' } as const;
    await using kv = await createKvStore({ ...options, timeout: 15_000 });
    const keys = Array.from({ length: 120 }, (_, index) => `key-${String(index)}`);
    const value = 'v'.repeat(1_000_000);
    await kv.setMany(keys.map((key) => [key, value]));
    expect((await kv.getMany(keys)).every((read) => read === value)).toBe(true);
    expect((await kv.page()).entries).toHaveLength(8);
    let count = 0;
    for await (const entry of kv.entries()) count += Number(entry.value === value);
    expect(count).toBe(keys.length);
  });

  it('gives no version of a bucket that is gone to the one that has its name now', async () => {
    const server = await start();
    await using kv = await createKvStore({ driver: 'nats', servers: server.url, bucket });
    await kv.set('key', 'before');
    const { version = '' } = (await kv.getEntry('key')) ?? {};
    const client = await connect({ servers: server.url });
    await client.request(`$JS.API.STREAM.DELETE.KV_${bucket}`);
    await client.close();
    await expect(kv.get('key')).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      reason: expect.stringContaining('the bucket is not there any more') as string,
    });
    await expect(kv.set('key', 'value')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(await kv.healthCheck()).toMatchObject({ status: 'down' });
    await using anew = await createKvStore({ driver: 'nats', servers: server.url, bucket });
    await anew.set('key', 'after');
    expect(await kv.get('key')).toBe('after');
    expect(await kv.replaceIf('key', 'late', version)).toEqual({ ok: false });
    expect(await kv.update('key', (value) => `${value ?? ''}!`)).toBe('after!');
  });

  it('gives no version from before its servers were started again, where they forget', async () => {
    const server = await start();
    await using kv = await createKvStore({
      driver: 'nats',
      servers: server.url,
      bucket,
      storage: 'memory',
    });
    await kv.set('key', 'before');
    const { version = '' } = (await kv.getEntry('key')) ?? {};
    await server.kill();
    await server.restart();
    while (!(await kv.set('key', 'after').then(Boolean.bind(null, true), () => false)));
    expect(await kv.replaceIf('key', 'late', version)).toEqual({ ok: false });
    expect(await kv.get('key')).toBe('after');
  });
});

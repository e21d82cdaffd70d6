import { type KvOptions, Kvm } from '@nats-io/kv';
import { connect, type NodeConnectionOptions } from '@nats-io/transport-node';

import { describeWithNats, newBucket, rawBucket } from '../support/nats.js';
import { expectToEndWithItsParent, expectToLeaveNothing } from '../support/servers/leaves-nothing.js';
import { startNatsCluster } from '../support/servers/nats-cluster.js';
import { infoOf } from '../support/servers/nats-ping.js';
import { startNats } from '../support/servers/nats-process.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

/** Milliseconds in which another must lead a stream whose leader was killed. */
const takeover = 30_000;

/** Who is to try once, and not again where the server is away. */
const once = { reconnect: false, timeout: 10_000 };

async function newBucketOn(url: string | string[], options: Partial<KvOptions> = {}) {
  const connection = await connect({ servers: url, ...once });
  const bucket = newBucket();
  await new Kvm(connection).create(bucket, options);
  await connection.close();
  return bucket;
}

async function put(bucket: string, value: string, url: string) {
  await using raw = await rawBucket(bucket, url);
  await raw.kv.put('key', value);
}

async function read(bucket: string, url: string) {
  await using raw = await rawBucket(bucket, url);
  return (await raw.kv.get('key'))?.string();
}

async function connects(options: NodeConnectionOptions) {
  const connection = await connect({ ...once, ...options });
  await connection.close();
  return true;
}

describeWithNats('a NATS server that tests do harm to', () => {
  const running: { stop(): Promise<void> }[] = [];
  const start = async (...args: Parameters<typeof startNats>) => {
    const server = await startNats(...args);
    running.push(server);
    return server;
  };
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.stop()));
  });

  it('is killed, starts again on the same port with what it has acknowledged, and leaves nothing', async () => {
    const server = await start();
    const bucket = await newBucketOn(server.url);
    await put(bucket, 'value', server.url);
    expect(server.isRunning()).toBe(true);
    await server.kill();
    expect(server.isRunning()).toBe(false);
    expect(await infoOf(server.port)).toBeUndefined();
    await expect(server.monitor('healthz')).rejects.toThrow('ECONNREFUSED');
    await server.restart();
    expect(server.isRunning()).toBe(true);
    expect(await read(bucket, server.url)).toBe('value');
    await expectToLeaveNothing([server], () => server.stop());
    await server.stop();
  });

  it('is silent while it is frozen, and can be stopped or killed then', async () => {
    const [server, other] = await Promise.all([start(), start()]);
    server.freeze();
    expect(server.isRunning()).toBe(false);
    expect(await infoOf(server.port)).toBeUndefined();
    server.thaw();
    expect(server.isRunning()).toBe(true);
    expect(await server.monitor('healthz')).toEqual({ status: 'ok' });
    server.freeze();
    other.freeze();
    await other.kill();
    await Promise.all([server.stop(), other.stop()]);
    expect(await infoOf(server.port)).toBeUndefined();
  });

  it('takes settings, users and a limit for two', async () => {
    const users =
      'authorization { users: [{ user: reader, password: secret, permissions: { publish: [] } }] }';
    const server = await start({ config: [users, 'jetstream { max_file_store: 10MB }'] });
    await expect(connects({ servers: server.url })).rejects.toThrow(/Authorization Violation/);
    expect(await connects({ servers: server.url, user: 'reader', pass: 'secret' })).toBe(true);
    const limit = { config: { max_storage: 10 * 1024 * 1024, store_dir: `${server.folder}/data/jetstream` } };
    expect(await server.monitor('jsz')).toMatchObject(limit);
  });

  it('runs without JetStream where it is told to', async () => {
    const server = await start({ jetStream: false });
    expect(await infoOf(server.port)).not.toHaveProperty('jetstream');
    await expect(newBucketOn(server.url)).rejects.toThrow('jetstream is not enabled');
  });

  it('says what is wrong with its settings', async () => {
    const config = ['jetstream { max_file_store: much }'];
    await expect(start({ config })).rejects.toThrow(/nats\.conf:1:12: max_file_store/);
    const { port } = await start();
    await expect(start({ args: ['--port', String(port)] })).rejects.toThrow(/address already in use/);
  });

  it('speaks TLS, for who trusts its authority', async () => {
    const [server, other] = await Promise.all([start({ tls: true }), start({ tls: true })]);
    expect(await infoOf(server.port)).toMatchObject({ tls_required: true });
    expect(await connects({ servers: server.url, tls: { ca: server.ca } })).toBe(true);
    await expect(connects({ servers: server.url, tls: { ca: other.ca } })).rejects.toThrow(/certificate/);
    await expect(connects({ servers: server.url })).rejects.toThrow(/certificate/);
  });

  it('is one of a cluster, which elects another leader of a stream', async () => {
    const cluster = await startNatsCluster();
    running.push(cluster);
    const bucket = await newBucketOn([...cluster.urls], { replicas: 3 });
    const stream = `KV_${bucket}`;
    await cluster.settled();
    const old = await cluster.leaderOf(stream);
    const others = cluster.nodes.filter((node) => node !== old);
    expect(others).toHaveLength(2);
    await put(bucket, 'old', old?.url ?? '');

    await old?.kill();
    expect(await cluster.leaderOf(stream)).not.toBe(old);
    await until(async () => {
      const leader = await cluster.leaderOf(stream);
      return others.some((node) => node === leader);
    }, takeover);
    await cluster.settled();
    expect(await read(bucket, others[0]?.url ?? '')).toBe('old');
    await put(bucket, 'new', others[1]?.url ?? '');

    await old?.restart();
    await cluster.settled();
    expect(await read(bucket, old?.url ?? '')).toBe('new');
    await expectToLeaveNothing(cluster.nodes, () => cluster.stop());
  });

  it('ends with the process that has started it, however that ends', async () => {
    await expectToEndWithItsParent('start-nats-and-stay.ts', 5);
  });
});

import { describeWithRedis } from '../support/redis.js';
import { expectToEndWithItsParent, expectToLeaveNothing } from '../support/servers/leaves-nothing.js';
import { startRedisCluster } from '../support/servers/redis-cluster.js';
import { answers, type RedisServer, startRedis } from '../support/servers/redis-process.js';
import { startRedisSentinel } from '../support/servers/redis-sentinel.js';
import { until } from '../support/until.js';

jest.setTimeout(60_000);

/** Milliseconds in which another must have taken over from a master that was killed. */
const takeover = 15_000;

const roleOf = async (node: RedisServer) => (await node.cli('ROLE')).split('\n')[0];

describeWithRedis('a Redis server that tests do harm to', () => {
  const running: { stop(): Promise<void> }[] = [];
  const start = async (...args: Parameters<typeof startRedis>) => {
    const server = await startRedis(...args);
    running.push(server);
    return server;
  };
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.stop()));
  });

  it('is killed, starts again on the same port with nothing in it, and leaves nothing', async () => {
    const server = await start();
    await server.cli('SET', 'key', 'value');
    expect(server.isRunning()).toBe(true);
    await server.kill();
    expect(server.isRunning()).toBe(false);
    expect(await answers(server.port)).toBe(false);
    await expect(server.cli('PING')).rejects.toThrow('Could not connect');
    await server.restart();
    expect(server.isRunning()).toBe(true);
    expect(await server.cli('DBSIZE')).toBe('0');
    await expectToLeaveNothing([server], () => server.stop());
    await server.stop();
  });

  it('keeps what it has acknowledged where it is told to', async () => {
    const server = await start(['--appendonly', 'yes', '--appendfsync', 'always']);
    await server.cli('SET', 'key', 'value');
    await server.kill();
    await server.restart();
    expect(await server.cli('GET', 'key')).toBe('value');
  });

  it('is silent while it is frozen, and can be stopped or killed then', async () => {
    const [server, other] = await Promise.all([start(), start()]);
    server.freeze();
    expect(server.isRunning()).toBe(false);
    expect(await answers(server.port)).toBe(false);
    server.thaw();
    expect(server.isRunning()).toBe(true);
    expect(await server.cli('PING')).toBe('PONG');
    server.freeze();
    other.freeze();
    await other.kill();
    await Promise.all([server.stop(), other.stop()]);
    expect(await answers(server.port)).toBe(false);
  });

  it('takes settings, a password for one', async () => {
    const server = await start(['--requirepass', 'secret', '--maxmemory', '10mb']);
    expect(await server.cli('PING')).toMatch(/^NOAUTH/);
    const asked = await server.cli('-a', 'secret', '--no-auth-warning', 'CONFIG', 'GET', 'maxmemory');
    expect(asked).toBe(`maxmemory\n${10 * 1024 * 1024}`);
  });

  it('says what is wrong with them', async () => {
    await expect(start(['--maxmemory', 'much'])).rejects.toThrow(/maxmemory "much"/);
    await expect(start(['--bind', '192.0.2.1'])).rejects.toThrow(
      /Could not create server TCP listening socket/,
    );
  });

  it('speaks TLS, for who trusts its authority', async () => {
    const server = await start([], { tls: true });
    expect(server.url).toMatch(/^rediss:/);
    expect(await answers(server.port, server.ca)).toBe(true);
    expect(await answers(server.port, (await start([], { tls: true })).ca)).toBe(false);
    expect(await answers(server.port)).toBe(false);
    expect(await server.cli('PING')).toBe('PONG');
  });

  it('is one of a cluster, whose slots move and whose masters are replaced', async () => {
    const cluster = await startRedisCluster();
    running.push(cluster);
    const old = await cluster.masterOf('key');
    const other = cluster.nodes.slice(0, 3).find((node) => node !== old) ?? old;
    await old.cli('SET', 'key', 'value');
    await cluster.moveSlotOf('key', other);
    expect(await other.cli('GET', 'key')).toBe('value');
    expect(await old.cli('GET', 'key')).toMatch(/^MOVED/);
    await cluster.settled();

    const [replica] = await cluster.replicasOf(other);
    await other.kill();
    expect(await cluster.masterOf('key')).toBe(other);
    await until(async () => (await cluster.masterOf('key')) === replica, takeover);
    await cluster.settled();
    expect(await replica?.cli('GET', 'key')).toBe('value');
    await other.restart();
    await cluster.settled();
    expect(await roleOf(other)).toBe('slave');
    expect(replica && (await cluster.replicasOf(replica))).toEqual([other]);
    await expectToLeaveNothing(cluster.nodes, () => cluster.stop());
  });

  it('is one of those that sentinels watch, who elect another master', async () => {
    const set = await startRedisSentinel();
    running.push(set);
    const old = await set.master();
    expect(old).toBe(set.nodes[0]);
    await old.kill();
    await until(async () => (await set.master()) !== old, takeover);
    await set.settled();
    const master = await set.master();
    expect(await roleOf(master)).toBe('master');
    await set.sentinels[0]?.kill();
    expect(await set.master()).toBe(master);
    await set.sentinels[0]?.restart();
    await old.restart();
    await set.settled();
    expect(await set.master()).toBe(master);
    expect(await roleOf(old)).toBe('slave');
    await expectToLeaveNothing([...set.nodes, ...set.sentinels], () => set.stop());
  });

  it('ends with the process that has started it, however that ends', async () => {
    await expectToEndWithItsParent('start-redis-and-stay.ts', 8);
  });
});

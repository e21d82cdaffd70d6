import { until } from '../until.js';
import { type RedisServer, startRedis } from './redis-process.js';
import { knows, masterName, masterSeenBy, startSentinel } from './redis-sentinel-process.js';

/** Milliseconds for servers that have their work to do beside other tests. */
const patience = 30_000;

export interface RedisSentinelSet {
  /** What the sentinels call the master. */
  readonly name: string;
  /** The first master, then its replicas. */
  readonly nodes: readonly RedisServer[];
  readonly sentinels: readonly RedisServer[];
  /** Of the sentinels. */
  readonly urls: string[];
  /** Whom most sentinels name now. Where that has ended: until they have elected another, the one that was it. */
  master(): Promise<RedisServer>;
  /** Until all sentinels that live name one master that lives, and all other nodes that live follow it. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** A master with two replicas, and three sentinels that watch over them. */
export async function startRedisSentinel(): Promise<RedisSentinelSet> {
  const nodes: RedisServer[] = [];
  const sentinels: RedisServer[] = [];

  const named = async () => {
    const there = living(sentinels);
    const ports = await Promise.all(there.map((sentinel) => masterSeenBy(sentinel).catch(() => 0)));
    return ports.map((port) => nodes.find((node) => node.port === port));
  };
  const isSettled = async () => {
    const [master, ...others] = await named();
    if (!master || others.some((other) => other !== master)) return false;
    const there = living(nodes);
    if (!there.includes(master)) return false;
    const placed = there.map((node) => (node === master ? isMaster(node) : follows(node, master)));
    return (await Promise.all(placed)).every(Boolean);
  };
  const set: RedisSentinelSet = {
    name: masterName,
    nodes,
    sentinels,
    get urls() {
      return sentinels.map(({ url }) => url);
    },
    async master() {
      const all = await named();
      const votes = (node: RedisServer | undefined) => all.filter((other) => other === node).length;
      const [most] = [...all].sort((a, b) => votes(b) - votes(a));
      if (!most) throw new Error('The sentinels name no master.');
      return most;
    },
    settled: () => until(isSettled, patience),
    async stop() {
      await Promise.all([...sentinels, ...nodes].map((server) => server.stop()));
    },
  };

  try {
    // Else the master waits five seconds for more replicas before it gives one its data.
    const atOnce = 'repl-diskless-sync-delay 0';
    const first = await startRedis([], { file: [atOnce] });
    nodes.push(first);
    const following = [atOnce, `replicaof ${first.host} ${first.port}`];
    for (let replica = 0; replica < 2; replica += 1) nodes.push(await startRedis([], { file: following }));
    const [, ...replicas] = nodes;
    // A sentinel asks for them when it starts, and then not for ten seconds.
    await until(async () => (await Promise.all(replicas.map((node) => follows(node, first)))).every(Boolean));
    for (let sentinel = 0; sentinel < 3; sentinel += 1) sentinels.push(await startSentinel(first));
    await until(async () => (await Promise.all(sentinels.map((one) => knows(one, 2, 2)))).every(Boolean));
    await set.settled();
  } catch (error) {
    await set.stop();
    throw error;
  }
  return set;
}

function living(servers: readonly RedisServer[]): RedisServer[] {
  return servers.filter((server) => server.isRunning());
}

async function isMaster(node: RedisServer): Promise<boolean> {
  return (await replicationOf(node)).includes('role:master');
}

async function follows(node: RedisServer, master: RedisServer): Promise<boolean> {
  const facts = await replicationOf(node);
  return facts.includes(`master_port:${master.port}\r`) && facts.includes('master_link_status:up');
}

function replicationOf(node: RedisServer): Promise<string> {
  return node.cli('INFO', 'replication').catch(() => '');
}

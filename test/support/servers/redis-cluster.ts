import { until } from '../until.js';
import { agree, type NodeSeen, ownerOf, parseNodes } from './redis-cluster-view.js';
import { moveSlot } from './redis-cluster-slots.js';
import { type RedisServer, startRedis } from './redis-process.js';

/** Milliseconds without an answer after which a node counts as failed: a replica takes over soon after. */
const nodeTimeout = 1_000;
/** Milliseconds for nodes that have their work to do beside other tests. */
const patience = 30_000;

export interface RedisCluster {
  /** The masters that there were at the start, then as many replicas of each. */
  readonly nodes: readonly RedisServer[];
  readonly urls: string[];
  /** The node that has the key now. Where that has ended: until a replica has taken over, the one that had it. */
  masterOf(key: string): Promise<RedisServer>;
  /** Of each key, its master, as `masterOf`. */
  mastersOf(keys: readonly string[]): Promise<RedisServer[]>;
  /** Those that live. */
  replicasOf(master: RedisServer): Promise<RedisServer[]>;
  /** Moves the slot of the key, and all that is in it, to another master. */
  moveSlotOf(key: string, to: RedisServer): Promise<void>;
  /** Until all that live agree, serve all slots among them, and replicas have what their masters have. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export interface RedisClusterOptions {
  /** Three at least. */
  masters?: number;
  /** Of each master. */
  replicas?: number;
  /** Settings of every node. */
  args?: readonly string[];
}

export async function startRedisCluster(options: RedisClusterOptions = {}): Promise<RedisCluster> {
  const { masters = 3, replicas = 1, args = [] } = options;
  const settings = ['--cluster-enabled', 'yes', '--cluster-node-timeout', String(nodeTimeout)];
  // Else a master waits five seconds for more replicas before it gives one its data.
  settings.push('--repl-diskless-sync-delay', '0');
  const length = masters * (1 + replicas);
  const nodes = await Promise.all(Array.from({ length }, () => startRedis([...settings, ...args])));

  const living = () => nodes.filter((node) => node.isRunning());
  const viewOf = async (node: RedisServer) => parseNodes(await node.cli('CLUSTER', 'NODES').catch(() => ''));
  const views = () => Promise.all(living().map(viewOf));

  const masterIn = async (seen: NodeSeen[][], key: string) => {
    const slot = Number(await living()[0]?.cli('CLUSTER', 'KEYSLOT', key));
    const master = nodes.find(({ port }) => port === ownerOf(slot, seen)?.port);
    if (!master) throw new Error('No node has the key.');
    return master;
  };

  const isServing = async (node: RedisServer) => {
    const infos = [node.cli('CLUSTER', 'INFO'), node.cli('INFO', 'replication')] as const;
    const [cluster, replication] = await Promise.all(infos);
    const follows = !replication.includes('role:slave') || replication.includes('master_link_status:up');
    return follows && ['cluster_state:ok', 'cluster_slots_ok:16384'].every((fact) => cluster.includes(fact));
  };
  const isSettled = async () => {
    const there = living();
    const ports = there.map(({ port }) => port);
    if (!agree(await Promise.all(there.map(viewOf)), ports)) return false;
    return (await Promise.all(there.map((node) => isServing(node).catch(() => false)))).every(Boolean);
  };

  const cluster: RedisCluster = {
    nodes,
    urls: nodes.map(({ url }) => url),
    async masterOf(key) {
      return masterIn(await views(), key);
    },
    async mastersOf(keys) {
      const seen = await views();
      const masters: RedisServer[] = [];
      for (const key of keys) masters.push(await masterIn(seen, key));
      return masters;
    },
    async replicasOf(master) {
      const there = living();
      const seen = (await Promise.all(there.map(viewOf))).flat();
      const id = seen.find(({ port }) => port === master.port)?.id;
      const ports = seen.filter(({ masterId }) => masterId === id).map(({ port }) => port);
      return there.filter(({ port }) => ports.includes(port));
    },
    async moveSlotOf(key, to) {
      await moveSlot(key, await cluster.masterOf(key), to);
    },
    settled: () => until(isSettled, patience),
    async stop() {
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };

  try {
    const addresses = nodes.map(({ address }) => address);
    const create = ['--cluster', 'create', ...addresses, '--cluster-replicas', String(replicas)];
    await nodes[0]?.cli(...create, '--cluster-yes');
    await cluster.settled();
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}

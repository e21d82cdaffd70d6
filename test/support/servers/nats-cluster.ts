import { until } from '../until.js';
import { freeLowPort } from './free-low-port.js';
import { areSettled, leaderIn, type View, viewOf } from './nats-cluster-view.js';
import { type NatsServer, type NatsServerOptions, startNats } from './nats-process.js';

/** Milliseconds for nodes that have their work to do beside other tests: an election alone takes up to nine seconds. */
const patience = 30_000;

export interface NatsCluster {
  readonly nodes: readonly NatsServer[];
  readonly urls: readonly string[];
  /** The node that leads the stream, as `KV_` and a bucket's name. Undefined while none that lives does. */
  leaderOf(stream: string): Promise<NatsServer | undefined>;
  /**
   * Until all that live know each other, and the cluster and each stream have a leader that all that live follow, and
   * whose data they have, but for what is written meanwhile.
   */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

export interface NatsClusterOptions {
  /** Three at least, for one to fail. */
  size?: number;
  /** Of every node, as in `startNats`. */
  config?: NatsServerOptions['config'];
  program?: NatsServerOptions['program'];
}

export async function startNatsCluster({
  size = 3,
  config = [],
  program,
}: NatsClusterOptions = {}): Promise<NatsCluster> {
  const ports: number[] = [];
  while (ports.length < size) ports.push(await freeLowPort());
  const routes = ports.map((port) => `nats://127.0.0.1:${port}`);
  // Nodes of another cluster that is given one of the ports later are refused by its name.
  const inCluster = ['--cluster_name', `test-${ports.join('-')}`, '--routes', routes.join()];
  const started = await Promise.allSettled(
    routes.map((route, index) =>
      startNats({ program, name: `node-${index + 1}`, config, args: [...inCluster, '--cluster', route] }),
    ),
  );
  const nodes = started.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const living = () => nodes.filter((node) => node.isRunning());
  const cluster: NatsCluster = {
    nodes,
    urls: nodes.map(({ url }) => url),
    async leaderOf(stream) {
      const views = await Promise.all(living().map((node) => viewOf(node).catch(() => [])));
      const leader = leaderIn(views.flat(), stream);
      return living().find(({ name }) => name === leader);
    },
    async settled() {
      let earlier: readonly View[] | undefined;
      await until(async () => {
        const views = await Promise.all(living().map(viewOf)).catch(() => undefined);
        const is = views !== undefined && earlier !== undefined && areSettled(views, earlier);
        earlier = views;
        return is;
      }, patience);
    },
    async stop() {
      await Promise.all(nodes.map((node) => node.stop()));
    },
  };
  try {
    for (const start of started) if (start.status === 'rejected') throw start.reason;
    await cluster.settled();
  } catch (error) {
    await cluster.stop();
    throw error;
  }
  return cluster;
}

import { startNatsCluster } from './nats-cluster.js';
import { startNats } from './nats-process.js';
import { stay } from './traces.js';

async function main(): Promise<void> {
  const [alone, frozen, cluster] = await Promise.all([startNats(), startNats(), startNatsCluster()]);
  stay([alone, frozen, ...cluster.nodes], frozen);
}

void main();

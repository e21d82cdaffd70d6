import { createKvStore } from 'nestjs-kv-store';

import { describeWithNewNats, newBucket } from '../../support/nats.js';
import { describeNatsConformance } from '../../support/nats-conformance.js';
import { type NatsCluster, startNatsCluster } from '../../support/servers/nats-cluster.js';
import { until } from '../../support/until.js';
import { newNatsProgram } from '../../support/servers/nats-program.js';

/** Milliseconds of writes without a failure, after which the cluster is taken for one that stays as it is. */
const steady = 4_000;

describeWithNewNats('a cluster, with three replicas', () => {
  let cluster: NatsCluster;
  const bucket = newBucket();
  const options = () => ({ servers: [...cluster.urls], bucket, replicas: 3 });
  beforeAll(async () => {
    cluster = await startNatsCluster({ program: newNatsProgram() });
    await using kv = await createKvStore({ driver: 'nats', ...options() });
    await cluster.settled();
    // Its first leader may still give way to another, and nobody answers in between.
    let since = performance.now();
    await until(async () => {
      await kv.set('probe', 'value').catch(() => (since = performance.now()));
      return performance.now() - since > steady;
    }, 60_000);
    await kv.delete('probe');
  }, 120_000);
  afterAll(() => cluster.stop());

  describeNatsConformance('nats', options);
});

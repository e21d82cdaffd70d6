import { createKvStore } from 'nestjs-kv-store';

import { describeWithNewNats, newBucket } from '../../support/nats.js';
import { describeNatsConformance } from '../../support/nats-conformance.js';
import { type NatsCluster, startNatsCluster } from '../../support/servers/nats-cluster.js';
import { newNatsProgram } from '../../support/servers/nats-program.js';

describeWithNewNats('a cluster, with three replicas', () => {
  let cluster: NatsCluster;
  const bucket = newBucket();
  const options = () => ({ servers: [...cluster.urls], bucket, replicas: 3 });
  beforeAll(async () => {
    cluster = await startNatsCluster({ program: newNatsProgram() });
    const kv = await createKvStore({ driver: 'nats', ...options() });
    await kv.close();
    // Else its first leader may still give way to another, and nobody answers in between.
    await cluster.settled();
  }, 60_000);
  afterAll(() => cluster.stop());

  describeNatsConformance('nats', options);
});

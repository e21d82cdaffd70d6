import { describeWithNewNats } from '../../support/nats.js';
import { describeNatsConformance } from '../../support/nats-conformance.js';
import { type NatsCluster, startNatsCluster } from '../../support/servers/nats-cluster.js';
import { newNatsProgram } from '../../support/servers/nats-program.js';

describeWithNewNats('a cluster, with three replicas', () => {
  let cluster: NatsCluster;
  beforeAll(async () => {
    cluster = await startNatsCluster({ program: newNatsProgram() });
  }, 60_000);
  afterAll(() => cluster.stop());

  describeNatsConformance('nats', () => ({ servers: [...cluster.urls], replicas: 3 }));
});

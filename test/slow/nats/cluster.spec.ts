import { createKvStore, type OpenKvStore } from 'nestjs-kv-store';

import { expectLinearizable } from '../../../libs/kv-store/src/testing/linearizability/checker.js';
import { run } from '../../../libs/kv-store/src/testing/linearizability/run.js';
import { expectToSurvive } from '../../support/faults/failover.js';
import { expectToWithstand } from '../../support/faults/under-fault.js';
import { describeWithNewNats } from '../../support/nats.js';
import { type NatsCluster, startNatsCluster } from '../../support/servers/nats-cluster.js';
import { newNatsProgram } from '../../support/servers/nats-program.js';
import { until } from '../../support/until.js';

jest.setTimeout(120_000);

/** Milliseconds. */
const timeout = 1_000;
const bucket = 'replicated';
const stream = `KV_${bucket}`;

describeWithNewNats('a store on a cluster of NATS, with three replicas', () => {
  let cluster: NatsCluster;
  let kv: OpenKvStore;
  const options = () => ({ driver: 'nats' as const, servers: [...cluster.urls], bucket });
  beforeAll(async () => {
    cluster = await startNatsCluster({ program: newNatsProgram() });
    kv = await createKvStore({ ...options(), replicas: 3, timeout });
    await cluster.settled();
  });
  afterAll(async () => {
    await kv.close();
    await cluster.stop();
  });
  const leader = async () => {
    const node = await cluster.leaderOf(stream);
    if (!node) throw new Error('The bucket has no leader.');
    return node;
  };

  it('says what it stands on', async () => {
    expect(await kv.healthCheck()).toMatchObject({
      status: 'up',
      details: { bucket, replicas: 3, replicasCurrent: 3, storage: 'file' },
    });
  });

  it.each([1, 2, 3, 4])('serves the callers of two stores as if one by one, seed %d', async (seed) => {
    const where = { ...options(), namespace: 'one-by-one', timeout: 30_000 };
    await using other = await createKvStore(where);
    await using another = await createKvStore(where);
    const history = await run([other, another], { seed, callers: 12, calls: 30, keys: 3, counters: 1 });
    expectLinearizable(history, `seed ${seed}`);
  });

  it.each(['killed', 'frozen'])('loses nothing when the leader is %s under load', async (how) => {
    const struck = await leader();
    try {
      await expectToSurvive({
        name: `the leader of a bucket is ${how}`,
        kv,
        timeout,
        its: [],
        others: Array.from({ length: 48 }, (_, index) => `${how}-${index}`),
        strike: async () => {
          if (how === 'killed') await struck.kill();
          else struck.freeze();
        },
        bound: 40_000,
      });
    } finally {
      // Else the next test kills another, and one is left.
      if (how === 'killed') await struck.restart();
      else struck.thaw();
      await cluster.settled();
    }
    expect(await kv.healthCheck()).toMatchObject({ status: 'up', details: { replicasCurrent: 3 } });
  });

  it('gives no wrong answer while its leader is killed, replaced, and started again', async () => {
    const struck = await leader();
    await expectToWithstand(
      {
        name: 'the leader of a bucket is killed',
        befall: async () => {
          await struck.kill();
          await until(async () => (await cluster.leaderOf(stream)) !== undefined, 30_000);
        },
        lift: () => struck.restart(),
      },
      options(),
      { back: 40_000 },
    );
    await cluster.settled();
  });
});

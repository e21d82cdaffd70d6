import { createKvStore, type OpenKvStore } from 'nestjs-kv-store';

import { expectToSurvive } from '../../support/faults/failover.js';
import { describeWithRedis } from '../../support/redis.js';
import { type RedisCluster, startRedisCluster } from '../../support/servers/redis-cluster.js';
import type { RedisServer } from '../../support/servers/redis-process.js';

jest.setTimeout(60_000);

/** Milliseconds. */
const timeout = 1_000;

describeWithRedis('a store on a cluster', () => {
  let cluster: RedisCluster;
  let kv: OpenKvStore;
  const failure = (call: Promise<unknown>) => call.catch((error: unknown) => error);

  beforeAll(async () => {
    cluster = await startRedisCluster();
    kv = await createKvStore({ driver: 'redis', cluster: cluster.urls.slice(0, 2), timeout });
  });
  afterAll(async () => {
    await kv.close();
    await cluster.stop();
  });

  const anotherMasterThan = async (node: RedisServer) => {
    for (let number = 0; ; number += 1) {
      const other = await cluster.masterOf(`key-${number}`);
      if (other !== node) return other;
    }
  };

  it('says what it stands on', async () => {
    expect(await kv.healthCheck()).toMatchObject({
      status: 'up',
      details: { clusterState: 'ok', masters: 3, role: 'master' },
    });
  });

  it('follows keys that move, and makes each change once', async () => {
    const key = 'moving';
    let made = 0;
    let isMoving = true;
    const caller = async () => {
      while (isMoving) {
        await kv.increment(key);
        made += 1;
      }
    };
    const callers = Array.from({ length: 8 }, caller);
    for (let round = 0; round < 3; round += 1) {
      await cluster.moveSlotOf(key, await anotherMasterThan(await cluster.masterOf(key)));
    }
    isMoving = false;
    await Promise.all(callers);
    expect(made).toBeGreaterThan(100);
    expect(await kv.get(key)).toBe(String(made));
  });

  it('refuses a cursor once keys have moved', async () => {
    await kv.setMany(Array.from({ length: 100 }, (_, index) => [`listed:${index}`, 'value']));
    const { cursor } = await kv.page({ limit: 10 });
    expect(await failure(kv.page({ limit: 10, cursor }))).toHaveProperty('entries');
    await cluster.moveSlotOf('listed:1', await anotherMasterThan(await cluster.masterOf('listed:1')));
    await cluster.settled();
    expect(await failure(kv.page({ limit: 10, cursor }))).toMatchObject({ code: 'INVALID_ARGUMENT' });
    const keys = new Set<string>();
    for await (const key of kv.namespace('listed').keys()) keys.add(key);
    expect(keys.size).toBe(100);
  });

  it.each(['killed', 'frozen'])('survives a master that is %s under load', async (how) => {
    const master = await cluster.masterOf('any');
    const keys = Array.from({ length: 48 }, (_, index) => `${how}-${index}`);
    const owners = await cluster.mastersOf(keys);
    await expectToSurvive({
      name: `a master of a cluster is ${how}`,
      kv,
      timeout,
      its: keys.filter((_, index) => owners[index] === master),
      others: keys.filter((_, index) => owners[index] !== master),
      strike: async () => {
        if (how === 'killed') await master.kill();
        else master.freeze();
      },
      bound: 20_000,
    });
    if (how === 'killed') await master.restart();
    else master.thaw();
    await cluster.settled();
    expect(await kv.healthCheck()).toMatchObject({ status: 'up', details: { masters: 3 } });
  });
});

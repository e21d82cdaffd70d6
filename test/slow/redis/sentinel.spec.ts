import { createKvStore, type OpenKvStore } from 'nestjs-kv-store';

import { expectToSurvive } from '../../support/faults/failover.js';
import { describeWithRedis } from '../../support/redis.js';
import { type RedisSentinelSet, startRedisSentinel } from '../../support/servers/redis-sentinel.js';

jest.setTimeout(90_000);

/** Milliseconds. */
const timeout = 1_000;

describeWithRedis('a store on what sentinels name', () => {
  let set: RedisSentinelSet;
  let kv: OpenKvStore;
  beforeAll(async () => {
    set = await startRedisSentinel();
    kv = await createKvStore({ driver: 'redis', sentinel: { name: set.name, nodes: set.urls }, timeout });
  });
  afterAll(async () => {
    await kv.close();
    await set.stop();
  });

  it('survives a master that is killed under load', async () => {
    const master = await set.master();
    const name = 'the master of sentinels is killed';
    const its = Array.from({ length: 16 }, (_, index) => `survivor-${index}`);
    const strike = () => master.kill();
    await expectToSurvive({ name, kv, timeout, its, others: [], strike, bound: 40_000 });
    expect(await kv.healthCheck()).toMatchObject({
      status: 'up',
      details: { master: set.name, role: 'master' },
    });
  });

  it('says that the sentinels know no master of a name', async () => {
    const opening = createKvStore({ driver: 'redis', sentinel: { name: 'other', nodes: set.urls } });
    await expect(opening).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      reason: expect.stringContaining('sentinel.name') as string,
    });
  });
});

import { createKvStore, type KvError, type KvStoreOptions } from 'nestjs-kv-store';

import { isAtomic } from '../../../libs/kv-store/src/drivers/nats/server-version.js';
import { expectLinearizable } from '../../../libs/kv-store/src/testing/linearizability/checker.js';
import { run } from '../../../libs/kv-store/src/testing/linearizability/run.js';
import { describeWithNats } from '../../support/nats.js';
import { type NatsCluster, startNatsCluster } from '../../support/servers/nats-cluster.js';
import { natsProgram, versionOf } from '../../support/servers/nats-program.js';

jest.setTimeout(60_000);

describeWithNats('a bucket with several replicas, on the NATS of this machine', () => {
  let cluster: NatsCluster;
  beforeAll(async () => {
    cluster = await startNatsCluster();
  });
  afterAll(() => cluster.stop());

  it('makes conditional changes one by one, or refuses them and says so', async () => {
    const said: string[] = [];
    const options: KvStoreOptions = {
      driver: 'nats',
      servers: [...cluster.urls],
      bucket: 'kv',
      replicas: 3,
      timeout: 30_000,
      observers: [{ notice: (message: string) => said.push(message) }],
    };
    await using kv = await createKvStore(options);
    await cluster.settled();
    await kv.set('key', 'value', { ttl: 60_000 });
    expect(await kv.getEntry('key')).toMatchObject({ value: 'value' });
    if (isAtomic(3, versionOf(natsProgram() ?? ''))) {
      expect(said).toEqual([]);
      await using other = await createKvStore(options);
      const size = { callers: 12, calls: 30, keys: 3, counters: 1 };
      expectLinearizable(await run([kv, other], { ...size, seed: 1 }), 'seed 1');
      return;
    }
    expect(said).toEqual([expect.stringContaining('Use NATS Server 2.9.21 or later')]);
    for (const call of [kv.create('a', 'b'), kv.increment('count'), kv.take('key'), kv.touch('key', null)]) {
      const error = (await call.catch((why: unknown) => why)) as KvError;
      expect(error).toMatchObject({ code: 'UNSUPPORTED', retryable: false });
      expect(error.reason).toContain('are refused');
    }
    await kv.delete('key');
    expect(await kv.get('key')).toBeUndefined();
  });
});

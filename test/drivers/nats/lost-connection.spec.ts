import { runInThisContext } from 'node:vm';

import { createKvStore, type KvError, type OpenKvStore } from 'nestjs-kv-store';

import { swap } from '../../../libs/kv-store/src/drivers/nats/changes.js';
import { Connection } from '../../../libs/kv-store/src/drivers/nats/connection.js';
import { checkNatsOptions } from '../../../libs/kv-store/src/drivers/nats/nats.options.js';
import { Stream } from '../../../libs/kv-store/src/drivers/nats/stream.js';
import { describeWithNats, natsUrl, newBucket } from '../../support/nats.js';
import { startTcpProxy, type TcpProxy } from '../../support/faults/tcp-proxy.js';
import { until } from '../../support/until.js';

/** The process itself: the one that jest shows to tests hears of no warning. */
const node = runInThisContext('process') as typeof process;

describeWithNats('a connection that is lost while changes are under way', () => {
  let bucket: string;
  let proxy: TcpProxy;
  let kv: OpenKvStore;
  /** Of the same bucket, on a connection that nothing befalls. */
  let direct: OpenKvStore;
  beforeEach(async () => {
    bucket = newBucket();
    proxy = await startTcpProxy({ host: '127.0.0.1', port: Number(new URL(natsUrl()).port) });
    kv = await createKvStore({
      driver: 'nats',
      servers: `nats://127.0.0.1:${String(proxy.port)}`,
      bucket,
      gracePeriod: 0,
      // Else the client learns the way around the proxy.
      clientConfig: { ignoreClusterUpdates: true },
    });
    direct = await createKvStore({ driver: 'nats', servers: natsUrl(), bucket });
  });
  afterEach(async () => {
    await kv.close();
    await direct.close();
    await proxy.close();
  });
  const failure = (call: Promise<unknown>) => call.catch((error: unknown) => error as KvError);

  it('by the end of the store leaves open what came of them', async () => {
    await kv.set('warm', 'value');
    proxy.befall({ type: 'drop-answers' });
    const failures = [failure(kv.create('a', 'value')), failure(kv.set('b', 'value'))];
    await until(async () => (await direct.getMany(['a', 'b'])).every((value) => value === 'value'));
    await kv.close();
    for (const error of await Promise.all(failures)) {
      expect(error).toMatchObject({ code: 'CLOSED', outcome: 'unknown' });
    }
  });

  it('is waited for by many without a warning, and what came of them is found', async () => {
    const warnings: Error[] = [];
    const warned = (warning: Error) => warnings.push(warning);
    node.on('warning', warned);
    const keys = Array.from({ length: 20 }, (_, index) => `key-${String(index)}`);
    await kv.set('warm', 'value');
    proxy.befall({ type: 'drop-answers' });
    const commits = Promise.all(keys.map((key) => kv.create(key, 'value')));
    await until(async () => (await direct.getMany(keys)).every((value) => value === 'value'));
    proxy.befall({ type: 'cut' });
    proxy.heal();
    for (const commit of await commits) expect(commit).toMatchObject({ ok: true });
    node.off('warning', warned);
    expect(warnings.filter(({ name }) => name === 'MaxListenersExceededWarning')).toEqual([]);
  });

  it('just after one was made does not keep its version from its caller', async () => {
    const connection = new Connection(checkNatsOptions({ servers: natsUrl(), bucket }), () => undefined);
    await connection.open();
    const stream = new Stream(connection, bucket);
    const publish = stream.publish.bind(stream);
    stream.publish = async (...message) => {
      const seq = await publish(...message);
      stream.learn(undefined);
      await connection.close();
      return seq;
    };
    const call = { consistency: 'strong', now: Date.now, notice: () => undefined } as const;
    const change = { type: 'put', key: 'a', value: 'value' } as const;
    const version = await swap(connection, stream, change, undefined, call);
    expect((await direct.getEntry('a'))?.version).toBe(version);
  });
});

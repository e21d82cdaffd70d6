import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { createKvStore, type KvStoreOptions } from 'nestjs-kv-store';

import { eachDriver } from './each-driver.js';

jest.setTimeout(60_000);

const startTypescript = join(__dirname, '../../support/start-typescript.cjs');

function start(options: KvStoreOptions, ends: boolean): Worker {
  const argv = [join(__dirname, 'worker.ts')];
  return new Worker(startTypescript, { argv, workerData: { options, ends } });
}

for (const [driver, describeIt, optionsOf] of eachDriver) {
  describeIt(`stores on ${driver} in worker threads`, () => {
    const options = optionsOf();
    const path = options.driver === 'lmdb' ? options.path : undefined;
    afterAll(async () => {
      if (path !== undefined) await rm(path, { recursive: true, force: true });
    });

    it('count together with one in the main thread, and end with their threads', async () => {
      await using kv = await createKvStore(options);
      const workers = [start(options, true), start(options, true)];
      const ended = workers.map((worker) => once(worker, 'exit'));
      for (let round = 0; round < 100; round += 1) await kv.increment('count');
      expect(await Promise.all(ended)).toEqual([[0], [0]]);
      // Each thread has a memory of its own.
      expect(await kv.get('count')).toBe(driver === 'memory' ? '100' : '300');
    });

    it('harm nobody when their thread is ended in the middle', async () => {
      await using kv = await createKvStore(options);
      const worker = start(options, false);
      await once(worker, 'message');
      await worker.terminate();
      await kv.set('count', '0');
      for (let round = 0; round < 20; round += 1) await kv.increment('count');
      expect(await kv.get('count')).toBe('20');
    });
  });
}

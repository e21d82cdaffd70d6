import { parentPort, workerData } from 'node:worker_threads';

import { createKvStore } from '../../../libs/kv-store/src/create-kv-store.js';
import type { KvStoreOptions } from '../../../libs/kv-store/src/kv-store.options.js';

const { options, ends } = workerData as { options: KvStoreOptions; ends: boolean };

/** Counts to 100, and closes its store; or counts for ever, until somebody ends the thread. */
async function work(): Promise<void> {
  const kv = await createKvStore(options);
  for (let round = 0; !ends || round < 100; round += 1) {
    await kv.increment('count');
    if (round === 0) parentPort?.postMessage('counting');
  }
  await kv.close();
}

void work();

import type { KvStoreOptions } from 'nestjs-kv-store';

// Not by the package's name, which only jest knows here.
import { createKvStore, type OpenKvStore } from '../../../libs/kv-store/src/create-kv-store.js';
import type { Operation } from '../../../libs/kv-store/src/testing/linearizability/history.js';
import { run, type RunOptions } from '../../../libs/kv-store/src/testing/linearizability/run.js';

/** What a caller's process is asked, one after the other. */
export type Order = { readonly open: KvStoreOptions } | { readonly run: RunOptions };
/** What it answers to each. */
export type Answer = { readonly history: readonly Operation[] } | { readonly error: string };

let store: OpenKvStore | undefined;

async function carryOut(order: Order): Promise<readonly Operation[]> {
  if ('open' in order) {
    store = await createKvStore(order.open);
    return [];
  }
  if (!store) throw new Error('It was told to run before it was told what to open.');
  return run([store], order.run);
}

process.on('message', (order: Order) => {
  carryOut(order).then(
    (history) => process.send?.({ history } satisfies Answer),
    (error: unknown) => process.send?.({ error: String(error) } satisfies Answer),
  );
});
// Whatever happens to who started it, it does not stay behind.
process.on('disconnect', () => process.exit());

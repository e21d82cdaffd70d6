import { invalid, typeName } from './kv-fault.js';
import type { KvStore } from './kv-store.js';

/** Refuses what is no store, such as the promise that `createKvStore` gives, where one is handed to `whose`. */
export function checkStore(whose: string, store: unknown): void {
  const { namespace, then } = (store ?? {}) as Partial<KvStore> & { then?: unknown };
  if (typeof namespace === 'function') return;
  const given = typeof then === 'function' ? 'a promise: await it' : typeName(store);
  throw invalid(
    `${whose} needs a store, injected by KV_STORE or opened by createKvStore(), and was given ${given}.`,
  );
}

import type { KvStore } from '../core/kv-store.js';
import { Store } from '../core/store.js';
import { createTestKvStore } from './test-store.js';

/**
 * A store every method of which is a spy of your test framework on a working store in memory: it behaves until a
 * test says otherwise.
 *
 * ```ts
 * const kv = createMockKvStore<jest.Mocked<KvStore>>(jest.fn);
 * kv.get.mockRejectedValueOnce(new Error('down'));
 * ```
 *
 * `namespace()` gives a plain store on the same entries; for spies there, `kv.namespace.mockReturnValue(kv)`.
 *
 * @param fn Makes a spy around an implementation: `jest.fn`, `vi.fn` or `mock.fn.bind(mock)` of node:test.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller names the spies' type
export function createMockKvStore<Mocked extends KvStore = KvStore>(
  fn: (implementation: (...args: never[]) => unknown) => unknown,
): Mocked {
  const store = createTestKvStore();
  const spied: Record<string, unknown> = { name: store.name, driver: store.driver };
  for (const method of methods) spied[method] = fn(store[method].bind(store) as () => unknown);
  return spied as unknown as Mocked;
}

type Method = {
  [K in keyof KvStore]: KvStore[K] extends (...args: never[]) => unknown ? K : never;
}[keyof KvStore];

const methods = Object.getOwnPropertyNames(Store.prototype).filter(
  (name) => name !== 'constructor',
) as Method[];

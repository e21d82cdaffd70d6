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
 * `namespace()` and `as()` give plain stores on the same entries; for spies there let them give a mock, as by
 * `kv.namespace.mockReturnValue(kv)`.
 *
 * @param fn Makes a spy around an implementation: `jest.fn`, `vi.fn` or `mock.fn.bind(mock)` of node:test.
 * @param store What works beneath the spies. Default: a new store of text. For a `KvStore<User>` give
 * `createTestKvStore().as(json<User>())`.
 */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller names the spies' type
export function createMockKvStore<Mocked extends KvStore<unknown> = KvStore>(
  fn: (implementation: (...args: never[]) => unknown) => unknown,
  store: KvStore<unknown> = createTestKvStore(),
): Mocked {
  const spied: Record<string, unknown> = { name: store.name, driver: store.driver };
  for (const method of methods)
    spied[method] = fn((store[method] as (...args: never[]) => unknown).bind(store));
  return spied as unknown as Mocked;
}

type Method = {
  [K in keyof KvStore]: KvStore[K] extends (...args: never[]) => unknown ? K : never;
}[keyof KvStore];

const methods = Object.getOwnPropertyNames(Store.prototype).filter(
  (name) => name !== 'constructor',
) as Method[];

import type { KvCommonOptions } from '../kv-store.options.js';
import { assemble } from '../assemble.js';
import type { KvStore } from '../core/kv-store.js';
import { createMemoryDriver } from '../drivers/memory/memory.driver.js';

/** What `createTestKvStore` takes, of the options of every store. */
export type TestKvStoreOptions = Pick<KvCommonOptions, 'name' | 'clock' | 'observers'>;

/**
 * A store in memory that behaves as every other, opens no connection and needs no closing:
 * `overrideProvider(KV_STORE).useValue(createTestKvStore())`. With `clock: createTestClock()` tests move its time.
 */
export function createTestKvStore(options: TestKvStoreOptions = {}): KvStore {
  return assemble(createMemoryDriver(), options);
}

export { createTestClock, type KvTestClock } from './test-clock.js';
export { createTestKvStore, type TestKvStoreOptions } from './test-store.js';
export { createMockKvStore } from './mock-store.js';

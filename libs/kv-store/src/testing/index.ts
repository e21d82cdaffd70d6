/**
 * Test stores, a clock, mocks, a DynamoDB on this machine, and the suite that every driver passes.
 *
 * @module nestjs-kv-store/testing
 */
export { createTestClock, type KvTestClock } from './test-clock.js';
export { createTestKvStore, type TestKvStoreOptions } from './test-store.js';
export { createMockKvStore } from './mock-store.js';
export { startLocalDynamoDb, type LocalDynamoDb } from './local-dynamodb/start.js';
export type { LocalDynamoDbEngine, LocalDynamoDbOptions } from './local-dynamodb/options.js';
export { describeKvDriver } from './conformance/describe-kv-driver.js';
export type { KvDriverSuite } from './conformance/kv-driver-suite.js';
export type { KvTestRunner } from './conformance/runner.js';

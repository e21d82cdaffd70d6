export { KvThrottlerStorage, type KvThrottlerStorageOptions } from './kv-throttler.storage.js';

/**
 * A storage for `@nestjs/throttler`.
 *
 * @module nestjs-kv-store/throttler
 */
export { KvThrottlerStorage, type KvThrottlerStorageOptions } from './kv-throttler.storage.js';

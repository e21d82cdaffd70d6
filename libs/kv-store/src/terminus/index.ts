/**
 * A health indicator for `@nestjs/terminus`.
 *
 * @module nestjs-kv-store/terminus
 */
export { KvStoreHealthIndicator, type KvPingCheckOptions } from './kv-store.health-indicator.js';

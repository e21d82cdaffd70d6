export { KvStoreHealthIndicator, type KvPingCheckOptions } from './kv-store.health-indicator.js';

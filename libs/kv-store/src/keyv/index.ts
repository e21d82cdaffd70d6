/**
 * A store for Keyv, and so for `@nestjs/cache-manager`.
 *
 * @module nestjs-kv-store/keyv
 */
export { KvKeyvAdapter, type KvKeyvEntry } from './kv-keyv.adapter.js';

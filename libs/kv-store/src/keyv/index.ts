export { KvKeyvAdapter, type KvKeyvEntry } from './kv-keyv.adapter.js';

import cacheManager from './contestants/cache-manager.mjs';
import keyv from './contestants/keyv.mjs';
import keyvUnserialized from './contestants/keyv-unserialized.mjs';
import map from './contestants/map.mjs';
import nestjsKvStore from './contestants/nestjs-kv-store.mjs';
import nothing from './contestants/nothing.mjs';
import unstorage from './contestants/unstorage.mjs';
import { notes } from './notes.mjs';

export default {
  name: 'memory',
  title: 'Memory of the process',
  contestants: [nestjsKvStore, keyv, keyvUnserialized, cacheManager, unstorage, map, nothing],
  packages: ['keyv', 'cache-manager', 'unstorage'],
  keys: 10_000,
  notes,
  start: () => ({ version: 'no server', connection: {}, stop: () => undefined }),
};

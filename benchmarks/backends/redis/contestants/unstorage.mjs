import { createStorage } from 'unstorage';
import redis from 'unstorage/drivers/redis';

export default {
  name: 'unstorage',
  url: import.meta.url,
  // It knows whole seconds.
  ttl: { ttl: 3_600 },
  open({ url }, database) {
    const storage = createStorage({ driver: redis({ url, db: database, enableAutoPipelining: true }) });
    return {
      get: (key) => storage.getItem(key),
      set: (key, value, ttl) => storage.setItem(key, value, ttl),
      getMany: async (keys) => (await storage.getItems(keys)).map(({ value }) => value),
    };
  },
};

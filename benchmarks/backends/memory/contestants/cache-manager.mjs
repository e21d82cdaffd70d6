import { createCache } from 'cache-manager';

export default {
  name: 'cache-manager',
  url: import.meta.url,
  ttl: 3_600_000,
  open() {
    const cache = createCache();
    return {
      get: (key) => cache.get(key),
      set: (key, value, ttl) => cache.set(key, value, ttl),
      getMany: (keys) => cache.mget(keys),
    };
  },
};

import { createKeyv } from '@keyv/redis';
import { createCache } from 'cache-manager';

export default {
  name: 'cache-manager on @keyv/redis',
  url: import.meta.url,
  ttl: 3_600_000,
  open({ url }, database) {
    const cache = createCache({ stores: [createKeyv(`${url}/${database}`)] });
    return {
      get: (key) => cache.get(key),
      set: (key, value, ttl) => cache.set(key, value, ttl),
      getMany: (keys) => cache.mget(keys),
    };
  },
};

import { Redis } from 'ioredis';

export default {
  name: 'ioredis, auto-pipelining',
  url: import.meta.url,
  ttl: 3_600_000,
  async open({ url }, database) {
    const client = new Redis(url, { db: database, enableAutoPipelining: true });
    await client.ping();
    return {
      get: (key) => client.get(key),
      set: (key, value, ttl) => (ttl ? client.set(key, value, 'PX', ttl) : client.set(key, value)),
      getMany: (keys) => Promise.all(keys.map((key) => client.get(key))),
    };
  },
};

// As one writes them who has all keys at hand. There is no MSET with a ttl: what is called in one go is a pipeline, which
// is how this client sends whatever is called side by side.
import { openClient, ttl } from '../client.mjs';

export default {
  name: '@redis/client, batches by hand',
  url: import.meta.url,
  ttl,
  batches: { get: 100, set: 100, 'set with ttl': 100 },
  async open(connection, database) {
    const { client } = await openClient(connection, database, { commandOptions: { timeout: undefined } });
    return {
      getMany: (keys) => client.mGet(keys),
      setMany: (entries, expiry) =>
        expiry
          ? Promise.all(entries.map(([key, value]) => client.set(key, value, expiry)))
          : client.mSet(entries),
    };
  },
};

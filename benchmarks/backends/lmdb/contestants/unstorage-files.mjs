import { createStorage } from 'unstorage';
import fsLite from 'unstorage/drivers/fs-lite';

export default {
  name: 'unstorage, files, unflushed',
  url: import.meta.url,
  // Its driver knows none.
  without: ['set with ttl'],
  open({ path }, place) {
    const storage = createStorage({ driver: fsLite({ base: `${path}/${place}` }) });
    return {
      get: (key) => storage.getItem(key),
      set: (key, value) => storage.setItem(key, value),
      getMany: async (keys) => (await storage.getItems(keys)).map(({ value }) => value),
    };
  },
};

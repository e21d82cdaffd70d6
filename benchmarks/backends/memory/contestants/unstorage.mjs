import { createStorage } from 'unstorage';

export default {
  name: 'unstorage',
  url: import.meta.url,
  // Its driver knows none.
  without: ['set with ttl'],
  open() {
    const storage = createStorage();
    return {
      get: (key) => storage.getItem(key),
      set: (key, value) => storage.setItem(key, value),
      getMany: async (keys) => (await storage.getItems(keys)).map(({ value }) => value),
    };
  },
};

import { openRaw } from '../raw.mjs';

export default {
  name: 'lmdb behind async functions, unflushed',
  url: import.meta.url,
  // It has none.
  without: ['set with ttl'],
  open(connection, place) {
    const db = openRaw(connection, place, { noSync: true, overlappingSync: false });
    return {
      get: async (key) => db.get(key),
      set: async (key, value) => {
        await db.put(key, value);
      },
      getMany: async (keys) => keys.map((key) => db.get(key)),
    };
  },
};

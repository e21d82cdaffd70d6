import { openRaw } from '../raw.mjs';

export default {
  name: 'lmdb, batches by hand',
  url: import.meta.url,
  batches: { get: 100, set: 100 },
  without: ['set with ttl'],
  open(connection, place) {
    const db = openRaw(connection, place);
    return {
      // One after the other: its own getMany fetches pages first, by a thread, which pays on cold disks alone.
      getMany: async (keys) => keys.map((key) => db.get(key)),
      setMany: (entries) => Promise.all(entries.map(([key, value]) => db.put(key, value))),
    };
  },
};

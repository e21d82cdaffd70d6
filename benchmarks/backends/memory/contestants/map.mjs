export default {
  name: 'Map behind async functions',
  url: import.meta.url,
  without: ['set with ttl'],
  open() {
    const map = new Map();
    return {
      get: async (key) => map.get(key),
      set: async (key, value) => {
        map.set(key, value);
      },
      getMany: async (keys) => keys.map((key) => map.get(key)),
    };
  },
};

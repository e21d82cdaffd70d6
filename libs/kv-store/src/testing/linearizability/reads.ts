import { type Material, someKeys } from './material.js';
import { type Plan, plan } from './recorder.js';

/** Calls that change nothing. */
export const reads = {
  get: ({ store }: Material, key: string): Plan =>
    plan({
      keys: [key],
      make: (options) => store.get(key, options),
      answered: (output) => ({ kind: 'get', output }),
    }),

  getEntry: ({ store }: Material, key: string): Plan =>
    plan({
      keys: [key],
      make: (options) => store.getEntry(key, options),
      answered: (entry) => ({
        kind: 'getEntry',
        output: entry && { value: entry.value, version: entry.version },
      }),
    }),

  getMany(material: Material): Plan {
    const keys = someKeys(material);
    return plan({
      keys,
      make: (options) => material.store.getMany(keys, options),
      answered: (values, place) => ({ kind: 'getMany', output: values[place] }),
    });
  },

  has: ({ store }: Material, key: string): Plan =>
    plan({
      keys: [key],
      make: (options) => store.has(key, options),
      answered: (output) => ({ kind: 'has', output }),
    }),
};

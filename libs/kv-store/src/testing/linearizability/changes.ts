import type { Replacement } from './history.js';
import { type Material, someKeys, someWork, valueFor } from './material.js';
import { reads } from './reads.js';
import { type Plan, plan } from './recorder.js';

/** So long that nothing expires while a history is recorded. */
const aDay = 86_400_000;

/** Calls that may change what is stored. */
export const changes = {
  getOrSet(material: Material, key: string): Plan {
    const value = valueFor(material, key);
    const input = material.recorder.loads.begin(key);
    const work = someWork(material);
    return plan({
      keys: [key],
      load: input,
      make: (options) => material.store.getOrSet(key, () => input.run(value, work), options),
      answered: (output) => ({ kind: 'getOrSet', input, output }),
      unanswered: () => ({ kind: 'getOrSet', input }),
    });
  },

  set(material: Material, key: string): Plan {
    const input = valueFor(material, key);
    return plan({
      keys: [key],
      overtakes: true,
      make: (options) => material.store.set(key, input, options),
      answered: () => ({ kind: 'set', input }),
      unanswered: () => ({ kind: 'set', input }),
    });
  },

  setMany(material: Material): Plan {
    const keys = someKeys(material);
    const values = keys.map((key) => valueFor(material, key));
    const entries = keys.map((key, place) => [key, values[place] ?? ''] as const);
    return plan({
      keys,
      overtakes: true,
      make: (options) => material.store.setMany(entries, options),
      answered: (_, place) => ({ kind: 'setMany', input: values[place] ?? '' }),
      unanswered: (place) => ({ kind: 'setMany', input: values[place] ?? '' }),
    });
  },

  delete: ({ store }: Material, key: string): Plan =>
    plan({
      keys: [key],
      overtakes: true,
      make: (options) => store.delete(key, options),
      answered: () => ({ kind: 'delete' }),
      unanswered: () => ({ kind: 'delete' }),
    }),

  deleteMany(material: Material): Plan {
    const keys = someKeys(material);
    return plan({
      keys,
      overtakes: true,
      make: (options) => material.store.deleteMany(keys, options),
      answered: () => ({ kind: 'deleteMany' }),
      unanswered: () => ({ kind: 'deleteMany' }),
    });
  },

  create(material: Material, key: string): Plan {
    const input = valueFor(material, key);
    return plan({
      keys: [key],
      make: (options) => material.store.create(key, input, options),
      answered: (output) => ({ kind: 'create', input, output }),
      unanswered: () => ({ kind: 'create', input }),
    });
  },

  replaceIf(material: Material, key: string): Plan {
    const version = material.versions.pick(key, material.random);
    if (version === undefined) return reads.getEntry(material, key);
    const value = valueFor(material, key);
    return plan({
      keys: [key],
      make: (options) => material.store.replaceIf(key, value, version, options),
      answered: (output) => ({ kind: 'replaceIf', input: { value, version }, output }),
      unanswered: () => ({ kind: 'replaceIf', input: { value, version } }),
    });
  },

  deleteIf(material: Material, key: string): Plan {
    const input = material.versions.pick(key, material.random);
    if (input === undefined) return reads.getEntry(material, key);
    return plan({
      keys: [key],
      make: (options) => material.store.deleteIf(key, input, options),
      answered: (output) => ({ kind: 'deleteIf', input, output }),
      unanswered: () => ({ kind: 'deleteIf', input }),
    });
  },

  update(material: Material, key: string): Plan {
    const next = material.random.chance(0.2) ? undefined : valueFor(material, key);
    const work = someWork(material);
    let last: Replacement | undefined;
    const change = async (current: string | undefined) => {
      await work();
      last = { current, next };
      return next;
    };
    return plan({
      keys: [key],
      make: (options) => material.store.update(key, change, options),
      answered: (output) => {
        if (!last) throw new Error('update answered without a call of the function that it was given');
        return { kind: 'update', input: last, output };
      },
      unanswered: () => last && { kind: 'update', input: last },
    });
  },

  take: ({ store }: Material, key: string): Plan =>
    plan({
      keys: [key],
      make: (options) => store.take(key, options),
      answered: (output) => ({ kind: 'take', output }),
      unanswered: () => ({ kind: 'take' }),
    }),

  increment({ store, random }: Material, key: string): Plan {
    const input = random.below(2_000) - 500;
    return plan({
      keys: [key],
      make: (options) => store.increment(key, input, options),
      answered: (output) => ({ kind: 'increment', input, output }),
      unanswered: () => ({ kind: 'increment', input }),
    });
  },

  touch({ store, random }: Material, key: string): Plan {
    const ttl = random.chance(0.5) ? aDay : null;
    return plan({
      keys: [key],
      make: (options) => store.touch(key, ttl, options),
      answered: (output) => ({ kind: 'touch', output }),
      unanswered: () => ({ kind: 'touch' }),
    });
  },
};

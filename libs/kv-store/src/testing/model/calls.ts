import { type Command, expiryAt, physical, type Place, print, storeAt, withTtl } from './command.js';
import { refuse } from './outcomes.js';
import type { Model } from './model.js';

export function read(kind: 'get' | 'getOrThrow' | 'getEntry' | 'has', place: Place): Command {
  const key = physical(place);
  return {
    keys: [key],
    order: 'own',
    begin: (world) => ({
      answer: storeAt(world, place)[kind](place.key),
      judge: (came) =>
        kind === 'getEntry' ? world.model.getEntry(key, place.key, came) : world.model[kind](key),
    }),
    toString: () => `${kind} ${key}`,
  };
}

export function getMany(folders: readonly string[], keys: readonly string[]): Command {
  const all = keys.map((key) => physical({ folders, key }));
  return {
    keys: all,
    order: 'own',
    begin: (world) => ({
      answer: storeAt(world, { folders }).getMany(keys),
      judge: () => {
        const corrupt = new Set(keys.filter((_, index) => isCorrupt(world.model, all[index] ?? '')));
        const failures = [...corrupt].map((key) => [key, 'CORRUPT'] as const);
        if (failures.length > 0) refuse('CORRUPT', failures);
        return all.map((key) => world.model.get(key));
      },
    }),
    toString: () => `getMany ${all.join(' ')}`,
  };
}

function isCorrupt(model: Model, key: string): boolean {
  const form = model.live(key)?.form;
  return form === 'not UTF-8' || form === 'no value';
}

export function set(place: Place, value: string, ttl?: number): Command {
  const key = physical(place);
  return {
    keys: [key],
    order: 'write',
    begin: (world) => {
      const expiresAt = expiryAt(world.clock.now(), ttl);
      return {
        answer: storeAt(world, place).set(place.key, value, withTtl(ttl)),
        judge: () => {
          world.model.put(key, value, expiresAt);
        },
      };
    },
    toString: () => `set ${key} ${print(value, ttl)}`,
  };
}

export function setMany(
  folders: readonly string[],
  entries: readonly (readonly [string, string])[],
  ttl?: number,
): Command {
  const keyOf = (key: string) => physical({ folders, key });
  return {
    keys: entries.map(([key]) => keyOf(key)),
    order: 'write',
    begin: (world) => {
      const expiresAt = expiryAt(world.clock.now(), ttl);
      return {
        answer: storeAt(world, { folders }).setMany(entries, withTtl(ttl)),
        judge: () => {
          for (const [key, value] of entries) world.model.put(keyOf(key), value, expiresAt);
        },
      };
    },
    toString: () =>
      `setMany ${entries.map(([key, value]) => `${keyOf(key)} ${print(value)}`).join(', ')} ${print(ttl)}`,
  };
}

export function remove(place: Place): Command {
  const key = physical(place);
  return {
    keys: [key],
    order: 'write',
    begin: (world) => ({
      answer: storeAt(world, place).delete(place.key),
      judge: () => {
        world.model.delete(key);
      },
    }),
    toString: () => `delete ${key}`,
  };
}

export function deleteMany(folders: readonly string[], keys: readonly string[]): Command {
  const all = keys.map((key) => physical({ folders, key }));
  return {
    keys: all,
    order: 'write',
    begin: (world) => ({
      answer: storeAt(world, { folders }).deleteMany(keys),
      judge: () => {
        for (const key of all) world.model.delete(key);
      },
    }),
    toString: () => `deleteMany ${all.join(' ')}`,
  };
}

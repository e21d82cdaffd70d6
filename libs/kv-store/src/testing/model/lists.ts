import type { KvEntry } from '../../core/kv-store.js';
import { type Command, physical, print, storeAt } from './command.js';

/** A list of what is in a folder: nothing else is under way meanwhile, since then the contract leaves much open. */
export function list(kind: 'keys' | 'entries' | 'page', folders: readonly string[], prefix: string): Command {
  const name = (key: string) => (folders.length > 0 ? key.slice(physical({ folders, key: '' }).length) : key);
  return {
    keys: [],
    order: 'alone',
    begin: (world) => {
      const store = storeAt(world, { folders });
      const lists = { keys: store.keys({ prefix }), entries: store.entries({ prefix }) };
      return {
        answer: kind === 'page' ? walk(store, prefix) : collected<Listed>(lists[kind]),
        judge: () => {
          const found = world.model.list(physical({ folders, key: prefix }), kind !== 'keys');
          return new Map(
            found.map(({ key, value }) => [name(key), kind === 'keys' ? undefined : value] as const),
          );
        },
      };
    },
    toString: () => `${kind} ${physical({ folders, key: prefix })}*`,
  };
}

export function clear(folders: readonly string[], prefix: string): Command {
  const all = physical({ folders, key: prefix });
  return {
    keys: [],
    order: 'alone',
    begin: (world) => ({
      answer: storeAt(world, { folders }).clear(prefix === '' ? { all: true } : { prefix }),
      judge: () => world.model.clear(all),
    }),
    toString: () => `clear ${print(all)}`,
  };
}

type Listed = string | KvEntry<string>;
type Found = Map<string, string | undefined>;

/** Sorted out and without repetitions, both of which lists are free in. */
async function collected<L extends Listed>(
  items: AsyncIterable<L> | readonly L[],
  found: Found = new Map(),
): Promise<Found> {
  for await (const item of items) {
    if (typeof item === 'string') found.set(item, undefined);
    else found.set(item.key, item.value);
  }
  return sorted(found);
}

async function walk(store: ReturnType<typeof storeAt>, prefix: string): Promise<Found> {
  const found: Found = new Map();
  let cursor: string | undefined;
  do {
    const page = await store.page({ prefix, limit: 2, cursor });
    await collected(page.entries, found);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return sorted(found);
}

function sorted(found: Found): Found {
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

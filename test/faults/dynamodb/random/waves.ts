import fc from 'fast-check';
import type { OpenKvStore } from 'nestjs-kv-store';

/** What one call does to each of its keys. */
export interface Kind {
  readonly name: string;
  /** The most keys that it takes. */
  readonly most: number;
  /** What a key holds afterwards. */
  next(old: string | undefined, value: string): string | undefined;
  call(kv: OpenKvStore, keys: readonly string[], value: string): Promise<unknown>;
  /** What the call gives, where it is not nothing. */
  gives?(old: string | undefined): unknown;
}

const first = (keys: readonly string[]) => keys[0] ?? '';

const kinds: readonly Kind[] = [
  {
    name: 'setMany',
    most: 30,
    next: (_, value) => value,
    call: (kv, keys, value) => kv.setMany(keys.map((key): [string, string] => [key, value])),
  },
  { name: 'deleteMany', most: 30, next: () => undefined, call: (kv, keys) => kv.deleteMany(keys) },
  { name: 'set', most: 1, next: (_, value) => value, call: (kv, keys, value) => kv.set(first(keys), value) },
  { name: 'delete', most: 1, next: () => undefined, call: (kv, keys) => kv.delete(first(keys)) },
  {
    name: 'create',
    most: 1,
    next: (old, value) => old ?? value,
    call: async (kv, keys, value) => (await kv.create(first(keys), value)).ok,
    gives: (old) => old === undefined,
  },
  {
    name: 'increment',
    most: 1,
    next: (old) => String(Number(old ?? 0) + 1),
    call: (kv, keys) => kv.increment(first(keys)),
    gives: (old) => Number(old ?? 0) + 1,
  },
  {
    name: 'touch',
    most: 1,
    next: (old) => old,
    call: (kv, keys) => kv.touch(first(keys), 60_000),
    gives: (old) => old !== undefined,
  },
  {
    name: 'take',
    most: 1,
    next: () => undefined,
    call: (kv, keys) => kv.take(first(keys)),
    gives: (old) => old,
  },
];

export interface Change {
  readonly kind: Kind;
  readonly keys: readonly string[];
  readonly value: string;
}

/** Calls that are made side by side, of which no two change one key. */
export interface Wave {
  readonly changes: readonly Change[];
  readonly read: readonly string[];
}

/** All hold whole numbers, so that each may be counted on. */
const pool = Array.from({ length: 60 }, (_, index) => `key-${String(index)}`);
const change = fc.record({
  kind: fc.constantFrom(...kinds),
  size: fc.integer({ min: 1, max: 30 }),
  value: fc.nat({ max: 999 }).map(String),
});

const wave: fc.Arbitrary<Wave> = fc
  .record({
    begin: fc.nat({ max: pool.length }),
    drawn: fc.array(change, { minLength: 1, maxLength: 6 }),
    read: fc.subarray(pool),
  })
  .map(({ begin, drawn, read }) => {
    const left = [...pool.slice(begin), ...pool.slice(0, begin)];
    const changes = drawn.map(({ kind, size, value }) => ({
      kind,
      keys: left.splice(0, Math.min(kind.most, size)),
      value,
    }));
    return { changes: changes.filter(({ keys }) => keys.length > 0), read };
  });

export const waves = fc.array(wave, { minLength: 1, maxLength: 3 });

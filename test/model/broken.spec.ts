import type { KvDriver, KvRecord } from 'nestjs-kv-store';

import { findDifference, sequences } from '../../libs/kv-store/src/testing/model/index.js';
import { memoryWith, put, recordOf } from './drivers.js';
import { followOn } from './world.js';

/** Ways to break one promise, each with what is then found to differ. */
const broken: Record<string, [difference: RegExp, otherwise: Parameters<typeof memoryWith>[0]]> = {
  'create takes what has expired for an entry': [
    /^Error: create|the function was called/,
    (memory) => {
      // Once for each key, since getOrSet tries until it can create or read.
      const refused = new Set<string>();
      return {
        swap: async (change, expected, call) => {
          const isThere = await recordOf(memory, change.key, call);
          if (!isThere || expected !== undefined || refused.has(change.key)) {
            return memory.swap(change, expected, call);
          }
          refused.add(change.key);
          return undefined;
        },
      };
    },
  ],
  'touch loses the value': [
    /touch/,
    (memory) => ({
      touch: async (key, expiresAt, call) => {
        const there = await memory.touch(key, expiresAt, call);
        if (there) await put(memory, { key, value: '', expiresAt }, call);
        return there;
      },
    }),
  ],
  'increment forgets the expiry': [
    /increment/,
    (memory) => ({
      increment: async (key, by, expiresAt, call) => {
        const sum = await memory.increment(key, by, expiresAt, call);
        await memory.touch(key, undefined, call);
        return sum;
      },
    }),
  ],
  'replaceIf looks at no version': [
    /^Error: replaceIf .*came { gave: { ok: true/,
    (memory) => ({
      swap: async (change, expected, call) => {
        const current = await recordOf(memory, change.key, call);
        const ignored = expected !== undefined && change.type === 'put';
        return memory.swap(change, ignored ? current?.version : expected, call);
      },
    }),
  ],
  'take leaves the entry': [
    /take/,
    (memory) => ({
      take: async (key, call) => {
        const taken = await memory.take(key, call);
        if (taken) await put(memory, { key, ...taken }, call);
        return taken;
      },
    }),
  ],
  'getMany gives the values in another order': [
    /^Error: getMany/,
    (memory) => ({ read: async (keys, call) => (await memory.read(keys, call)).toReversed() }),
  ],
  'a list forgets an entry that was rewritten': [
    /^Error: (keys|entries|page|clear)/,
    (memory) => {
      const rewritten = new Set<string>();
      const seen = new Set<string>();
      return {
        write: (changes, call) => {
          for (const { key } of changes) (seen.has(key) ? rewritten : seen).add(key);
          return memory.write(changes, call);
        },
        list: async (range, call) => {
          const { records, ...end } = await memory.list(range, call);
          return { records: records.filter(({ key }) => !rewritten.has(key)), ...end };
        },
      };
    },
  ],
  'a version names two values': [
    /version: 'one that no other value had'/,
    (memory) => ({
      ...readAs(memory, (record) => ({ ...record, version: lengthOf(record) })),
      swap: async (change, expected, call) => {
        const current = await recordOf(memory, change.key, call);
        const same = current && lengthOf(current) === expected;
        const version = await memory.swap(change, same ? current.version : expected, call);
        return version !== undefined && change.type === 'put' ? lengthOf(change) : version;
      },
    }),
  ],
  'an unchanged entry has another version': [
    /^Error: getEntry .*version/,
    (memory) => {
      let reads = 0;
      return {
        ...readAs(memory, (record) => ({ ...record, version: `${record.version}.${(reads += 1)}` })),
        swap: (change, expected, call) => memory.swap(change, expected?.replace(/\..*/, ''), call),
      };
    },
  ],
  'increment counts on at the moment of expiry': [
    /increment/,
    (memory) => ({
      increment: (key, by, expiresAt, call) =>
        memory.increment(key, by, expiresAt, {
          consistency: call.consistency,
          notice: () => undefined,
          now: () => call.now() - 1,
        }),
    }),
  ],
};

const lengthOf = ({ value }: Pick<KvRecord, 'value'>) => `length-${value.length}`;

function readAs(memory: KvDriver, otherwise: (record: KvRecord) => KvRecord): Partial<KvDriver> {
  return {
    read: async (keys, call) => {
      const results = await memory.read(keys, call);
      return results.map((result) =>
        'ok' in result && result.ok && result.value ? { ok: true, value: otherwise(result.value) } : result,
      );
    },
  };
}

describe('a broken driver is found out', () => {
  it.each(Object.entries(broken))('where %s', async (_, [expected, otherwise]) => {
    const difference = await findDifference(sequences(60), 1_000, (sequence) =>
      followOn(memoryWith(otherwise), sequence, 'one by one'),
    );
    expect(difference).toMatch(expected);
  });
});

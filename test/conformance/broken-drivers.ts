import { isDeepStrictEqual } from 'node:util';

import type { KvChange, KvDriver, KvDriverCall, KvRecord } from 'nestjs-kv-store';

import { memoryDriver } from './drivers.js';

type Memory = ReturnType<typeof memoryDriver>;
type Otherwise = (memory: Memory) => Partial<KvDriver>;

/** Drivers that break one promise each, by the topic in which that must be found. */
export const brokenDrivers: readonly (readonly [topic: string, fault: string, otherwise: Otherwise])[] = [
  [
    'values',
    'keys are told apart by their letters, and not by their case',
    (memory) => renamed(memory, lower),
  ],
  [
    'values',
    'values lose the white space around them',
    (memory) => stored(memory, (change) => ({ ...change, value: String(change.value).trim() })),
  ],
  ['expiry', 'entries never expire', (memory) => stored(memory, ({ expiresAt: _, ...change }) => change)],
  [
    'conditions',
    'others come between the look and the change',
    (memory) => ({
      swap: async (change, expected, call) => {
        const record = await recordOf(memory, change.key, call);
        await turn();
        if (record?.version !== expected) return undefined;
        await settle(memory.write([change], call));
        return (await recordOf(memory, change.key, call))?.version ?? expected;
      },
    }),
  ],
  [
    'conditions',
    'what has expired is in the way',
    (memory) => ({
      swap: async (change, expected, call) => {
        const record = await recordOf(memory, change.key, call);
        if (expected === undefined && record) return undefined;
        return memory.swap(change, expected, call);
      },
    }),
  ],
  [
    'updates',
    'touch loses the value',
    (memory) => ({
      touch: async (key, expiresAt, call) => {
        if (!(await memory.touch(key, expiresAt, call))) return false;
        await settle(memory.write([{ type: 'put', key, value: '', expiresAt }], call));
        return true;
      },
    }),
  ],
  [
    'counters',
    'of two that count at once one is lost',
    (memory) => ({
      increment: async (key, by, expiresAt, call) => {
        const record = await recordOf(memory, key, call);
        await turn();
        const sum = Number(record?.value ?? 0) + by;
        await settle(memory.write([{ type: 'put', key, value: String(sum), expiresAt }], call));
        return sum;
      },
    }),
  ],
  [
    'batches',
    'the outcomes come in another order',
    (memory) => ({ read: async (keys, call) => (await memory.read(keys, call)).toReversed() }),
  ],
  [
    'batches',
    'of many changes the last are forgotten',
    (memory) => ({
      write: async (changes, call) => {
        await settle(memory.write(changes.slice(0, 25), call));
        return changes.map(() => ({ ok: true, value: undefined }));
      },
    }),
  ],
  [
    'lists',
    'a cursor counts entries, so that removing one hides another',
    (memory) => ({
      list: async ({ cursor = '0', limit, ...range }, call) => {
        const { records } = await memory.list({ ...range, limit: 100_000 }, call);
        const end = Number(cursor) + limit;
        const page = { records: records.slice(Number(cursor), end) };
        return end < records.length ? { ...page, cursor: String(end) } : page;
      },
    }),
  ],
  [
    'lists',
    'the prefix is none',
    (memory) => ({ list: (range, call) => memory.list({ ...range, prefix: '' }, call) }),
  ],
  [
    'namespaces',
    'a key is what comes behind its namespaces',
    (memory) => renamed(memory, (key) => key.slice(key.lastIndexOf(':') + 1)),
  ],
  [
    'views',
    'bytes are kept as if they were text',
    (memory) => stored(memory, (change) => ({ ...change, value: Buffer.from(change.value).toString() })),
  ],
  [
    'limits',
    'less fits than is said',
    (memory) => ({
      limits: { keyBytes: 1_024, entryBytes: 1_048_576 },
      ...stored(memory, (change) => ({ ...change, value: change.value.slice(0, 1_000_000) })),
    }),
  ],
  [
    'errors',
    'an error of its own is one that it cannot classify',
    () => ({
      classify: (error) => {
        throw error;
      },
    }),
  ],
  [
    'order',
    'a change is answered before it is made',
    (memory) => ({
      write: (changes, call) => {
        setTimeout(() => void memory.write(changes, call), 5);
        return Promise.resolve(changes.map(() => ({ ok: true, value: undefined })));
      },
    }),
  ],
  ['lifecycle', 'health is unknown', () => ({ ping: () => Promise.reject(new Error('no answer')) })],
  [
    'as if one by one',
    'some reads are of a moment ago',
    (memory) => {
      const seen = new Map<string, Awaited<ReturnType<KvDriver['read']>>>();
      let reads = 0;
      return {
        read: async (keys, call) => {
          const now = await memory.read(keys, call);
          const before = seen.get(keys.join());
          seen.set(keys.join(), now);
          reads += 1;
          return before && reads % 4 === 0 && !isDeepStrictEqual(before, now) ? before : now;
        },
      };
    },
  ],
  [
    'does what the model does',
    'a counter forgets when it expires',
    (memory) => ({
      increment: async (key, by, expiresAt, call) => {
        const sum = await memory.increment(key, by, expiresAt, call);
        await memory.touch(key, undefined, call);
        return sum;
      },
    }),
  ],
];

/** The driver in memory with some of it done otherwise. */
export function brokenDriver(otherwise: Otherwise): KvDriver {
  const memory = memoryDriver();
  return {
    name: memory.name,
    limits: memory.limits,
    details: memory.details,
    inProcess: true,
    open: (call) => memory.open(call),
    close: () => memory.close(),
    ping: (call) => memory.ping(call),
    read: (keys, call) => memory.read(keys, call),
    write: (changes, call) => memory.write(changes, call),
    swap: (change, expected, call) => memory.swap(change, expected, call),
    increment: (key, by, expiresAt, call) => memory.increment(key, by, expiresAt, call),
    touch: (key, expiresAt, call) => memory.touch(key, expiresAt, call),
    take: (key, call) => memory.take(key, call),
    list: (range, call) => memory.list(range, call),
    classify: (error) => memory.classify(error),
    ...otherwise(memory),
  };
}

const lower = (key: string) => key.toLowerCase();

/** Takes other keys for those that it is asked for. */
function renamed(memory: Memory, rename: (key: string) => string): Partial<KvDriver> {
  const change = (one: KvChange): KvChange => ({ ...one, key: rename(one.key) });
  return {
    read: (keys, call) => memory.read(keys.map(rename), call),
    write: (changes, call) => memory.write(changes.map(change), call),
    swap: (one, expected, call) => memory.swap(change(one), expected, call),
  };
}

type Put = Extract<KvChange, { type: 'put' }>;

/** Stores something else than it is given. */
function stored(memory: Memory, alter: (put: Put) => Put): Partial<KvDriver> {
  const change = (one: KvChange): KvChange => (one.type === 'put' ? alter(one) : one);
  return {
    write: (changes, call) => memory.write(changes.map(change), call),
    swap: (one, expected, call) => memory.swap(change(one), expected, call),
  };
}

async function recordOf(memory: Memory, key: string, call: KvDriverCall): Promise<KvRecord | undefined> {
  const [result] = await memory.read([key], call);
  const settled = await result;
  return settled?.ok ? settled.value : undefined;
}

async function settle(results: ReturnType<KvDriver['write']>): Promise<void> {
  for (const result of await results) await result;
}

function turn(): Promise<void> {
  return new Promise(setImmediate);
}

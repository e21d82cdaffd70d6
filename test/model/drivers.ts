import type { KvDriver, KvDriverCall, KvPut, KvRecord } from 'nestjs-kv-store';

import { createMemoryDriver } from '../../libs/kv-store/src/drivers/memory/memory.driver.js';

type Methods = Required<Pick<KvDriver, 'increment' | 'touch' | 'take' | 'list'>> & KvDriver;

/** The driver in memory with some of it done otherwise. */
export function memoryWith(otherwise: (memory: Methods) => Partial<KvDriver>): KvDriver {
  const memory = createMemoryDriver() as Methods;
  return {
    ...required(memory),
    inProcess: true,
    increment: (key, by, expiresAt, call) => memory.increment(key, by, expiresAt, call),
    touch: (key, expiresAt, call) => memory.touch(key, expiresAt, call),
    take: (key, call) => memory.take(key, call),
    ...otherwise(memory),
  };
}

/** What every driver must be able to do, and to list. */
function required(memory: Methods): KvDriver {
  return {
    name: memory.name,
    limits: memory.limits,
    details: memory.details,
    open: (call) => memory.open(call),
    close: () => memory.close(),
    ping: (call) => memory.ping(call),
    read: (keys, call) => memory.read(keys, call),
    write: (changes, call) => memory.write(changes, call),
    swap: (change, expected, call) => memory.swap(change, expected, call),
    list: (range, call) => memory.list(range, call),
    classify: (error) => memory.classify(error),
  };
}

/** Can do no more than it must, at a distance, so that the store makes the rest of it and its layers have work. */
export function swapOnly(coalescing?: KvDriver['coalescing']): KvDriver {
  const memory = createMemoryDriver() as Methods;
  return {
    ...required(memory),
    coalescing,
    read: async (keys, call) => {
      await distance();
      const records = await memory.read(keys, call);
      await distance();
      return records;
    },
    write: async (changes, call) => {
      await distance();
      return memory.write(changes, call);
    },
    swap: async (change, expected, call) => {
      await distance();
      return memory.swap(change, expected, call);
    },
  };
}

function distance(): Promise<void> {
  return new Promise(setImmediate);
}

/** The record under a key, expired or not. */
export async function recordOf(
  driver: KvDriver,
  key: string,
  call: KvDriverCall,
): Promise<KvRecord | undefined> {
  const results = await driver.read([key], call);
  const result = await results[0];
  return result?.ok ? result.value : undefined;
}

/** Stores a record past the store. */
export async function put(driver: KvDriver, entry: Omit<KvPut, 'type'>, call: KvDriverCall): Promise<void> {
  const results = await driver.write([{ type: 'put', ...entry }], call);
  await results[0];
}

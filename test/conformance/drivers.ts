import type { KvDriver } from 'nestjs-kv-store';

import { createMemoryDriver } from '../../libs/kv-store/src/drivers/memory/memory.driver.js';

type ListingDriver = KvDriver & Required<Pick<KvDriver, 'list'>>;

/** The driver in memory, with all that it can do. */
export function memoryDriver(): Required<Omit<KvDriver, 'coalescing'>> {
  return createMemoryDriver() as Required<KvDriver>;
}

/** As far away as a server: what is asked for comes a turn later. Of what a driver need not do it only lists. */
export function farAway(
  memory: ListingDriver,
  more: { [member in keyof KvDriver]?: KvDriver[member] | undefined } = {},
): KvDriver {
  const later = async <R>(work: () => Promise<R>): Promise<R> => {
    await new Promise(setImmediate);
    return work();
  };
  const driver = {
    name: 'far-away',
    limits: memory.limits,
    details: memory.details,
    open: (call) => memory.open(call),
    close: () => memory.close(),
    ping: (call) => memory.ping(call),
    read: (keys, call) => later(() => memory.read(keys, call)),
    write: (changes, call) => later(() => memory.write(changes, call)),
    swap: (change, expected, call) => later(() => memory.swap(change, expected, call)),
    list: (range, call) => later(() => memory.list(range, call)),
    classify: (error) => memory.classify(error),
  } satisfies KvDriver;
  return { ...driver, ...more } as KvDriver;
}

/** Makes drivers on one memory, as several processes have one server. */
export function sharedMemory(coalescing?: KvDriver['coalescing']): () => KvDriver {
  const memory = memoryDriver();
  const nothing = () => Promise.resolve();
  return () => farAway(memory, { open: nothing, close: nothing, coalescing });
}

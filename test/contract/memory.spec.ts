import { createKvStore, type KvDriver, type OpenKvStore } from 'nestjs-kv-store';
import { createTestKvStore } from 'nestjs-kv-store/testing';

import { createMemoryDriver } from '../../libs/kv-store/src/drivers/memory/memory.driver.js';
import { describeStore } from './all.js';

let kv: OpenKvStore;
const close = () => kv.close();

describe("driver 'memory'", () => {
  describeStore(
    async (clock) => (kv = await createKvStore({ driver: 'memory', ...(clock && { clock }) })),
    close,
  );
});

describe('the test store', () => {
  describeStore((clock) => Promise.resolve(createTestKvStore(clock && { clock })));
});

/** As for a back end far away that can only swap: what else is asked of it is made of that. */
function swapOnly(coalescing?: KvDriver['coalescing']): KvDriver {
  const memory = createMemoryDriver();
  const later = async <R>(work: () => Promise<R>): Promise<R> => {
    await new Promise(setImmediate);
    return work();
  };
  return {
    name: 'swap-only',
    limits: memory.limits,
    details: memory.details,
    coalescing,
    open: (call) => memory.open(call),
    close: () => memory.close(),
    ping: (call) => memory.ping(call),
    read: (keys, call) => later(() => memory.read(keys, call)),
    write: (changes, call) => later(() => memory.write(changes, call)),
    swap: (change, expected, call) => later(() => memory.swap(change, expected, call)),
    classify: (error) => memory.classify(error),
  };
}

describe('a driver of your own that can only swap', () => {
  describeStore(
    async (clock) => (kv = await createKvStore({ driver: swapOnly(), ...(clock && { clock }) })),
    close,
  );
});

describe('a driver of your own whose calls travel together', () => {
  const coalescing = { reads: 10, writes: 5, inFlight: 3 };
  describeStore(
    async (clock) => (kv = await createKvStore({ driver: swapOnly(coalescing), ...(clock && { clock }) })),
    close,
  );
});

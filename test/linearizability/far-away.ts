import type { KvDriver } from 'nestjs-kv-store';

import { createMemoryDriver } from '../../libs/kv-store/src/drivers/memory/memory.driver.js';
import { nextTurn } from '../../libs/kv-store/src/testing/linearizability/material.js';
import { Random } from '../../libs/kv-store/src/testing/linearizability/random.js';

/**
 * Drivers of one back end, as far away as a server: every request to it, and every answer, takes `least` turns of the
 * event loop or up to three more.
 */
export function backEnd(seed: number, least: number, more: Partial<KvDriver> = {}): () => KvDriver {
  const memory = createMemoryDriver();
  const random = new Random(seed);
  const travel = async () => {
    for (let turns = least + random.below(4); turns > 0; turns -= 1) await nextTurn();
  };
  const later = async <R>(work: () => Promise<R>): Promise<R> => {
    await travel();
    const answer = await work();
    await travel();
    return answer;
  };
  const done = () => Promise.resolve();
  return () => ({
    name: 'far-away',
    limits: memory.limits,
    details: memory.details,
    open: done,
    close: done,
    ping: (call) => memory.ping(call),
    read: (keys, call) => later(() => memory.read(keys, call)),
    write: (changes, call) => later(() => memory.write(changes, call)),
    swap: (change, expected, call) => later(() => memory.swap(change, expected, call)),
    classify: (error) => memory.classify(error),
    ...more,
  });
}

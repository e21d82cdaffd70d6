import type { DrivenStore } from './driven-store.js';
import type { Operation } from './history.js';
import { type Material, nextTurn } from './material.js';
import { planOf } from './plans.js';
import { type Random, randomOf } from './random.js';
import { reads } from './reads.js';
import { type Interruption, Recorder } from './recorder.js';
import { VersionsSeen } from './versions-seen.js';

export interface RunOptions {
  /** What is called, with which values, in which order by each caller: all comes of this. */
  readonly seed: number;
  /** Side by side, in turn on each of the stores. */
  readonly callers: number;
  /** By each caller. */
  readonly calls: number;
  readonly keys: number;
  /** Keys that hold numbers. */
  readonly counters: number;
  /** Told apart in histories that are put together. Default: `p`. */
  readonly process?: string;
  /** The part of the calls that is aborted, or given very little time. Default: 0. */
  readonly interruptions?: number;
}

/**
 * Calls stores of the same data from many callers at once, at the end looks at every key, and gives the history of what
 * they saw. Rejects with the first failure that is no caller's own doing.
 */
export async function run(
  stores: readonly [DrivenStore, ...DrivenStore[]],
  { seed, callers, calls, keys, counters, process = 'p', interruptions = 0 }: RunOptions,
): Promise<Operation[]> {
  // Every process makes calls of its own on the keys that they share.
  const random = randomOf(seed, process);
  const versions = new VersionsSeen();
  let values = 0;
  const shared = {
    versions,
    keys: names(`${seed}-key`, keys) as [string, ...string[]],
    counters: names(`${seed}-counter`, counters),
    newValue: () => `${process}.${(values += 1)}`,
  };
  const materials = stores.map((store, index): Material => {
    const recorder = new Recorder(stores.length > 1 ? `${process}/${index}` : process);
    return { ...shared, store, recorder, random };
  });
  const ends = names('caller', callers).flatMap((_, index) => {
    const material = materials[index % materials.length];
    return material ? runCaller({ ...material, random: random.fork() }, calls, interruptions) : [];
  });
  const failed = (await Promise.allSettled(ends)).find((end) => end.status === 'rejected');
  if (failed) throw new Error(`With seed ${seed}: ${String(failed.reason)}`, { cause: failed.reason });
  for (const material of materials) {
    for (const key of [...shared.keys, ...shared.counters])
      await material.recorder.make(reads.getEntry(material, key));
  }
  return materials.flatMap(({ recorder }) => recorder.history);
}

async function runCaller(material: Material, calls: number, interruptions: number): Promise<void> {
  const { random, recorder, versions } = material;
  let last: string | undefined;
  const callOnce = async () => {
    const interruption = random.chance(interruptions) ? interruptionBy(random) : undefined;
    // Whoever has just been answered is the first to see what an answer promised too much of.
    const plan = last && random.chance(0.3) ? reads.getEntry(material, last) : planOf(material);
    const operations = await recorder.make(plan, interruption);
    versions.learn(operations);
    last = operations[0]?.key;
  };
  for (let made = 0; made < calls;) {
    // Mostly one at a time, at times some at once.
    const burst = Math.min(random.chance(0.2) ? 2 + random.below(3) : 1, calls - made);
    await Promise.all(names('call', burst).map(callOnce));
    made += burst;
    if (random.chance(0.3)) await nextTurn();
  }
}

function interruptionBy(random: Random): Interruption {
  const delay = random.below(8);
  if (random.chance(0.4)) return { options: { timeout: 1 + delay } };
  const controller = new AbortController();
  const abort = () => {
    controller.abort();
  };
  return {
    options: { signal: controller.signal },
    begin: () => {
      if (delay === 0) abort();
      else if (delay < 3) setImmediate(abort);
      else setTimeout(abort, delay - 2);
    },
  };
}

function names(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index}`);
}

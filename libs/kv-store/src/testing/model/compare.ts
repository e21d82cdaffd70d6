import type { KvStore } from '../../core/kv-store.js';
import { createTestClock, type KvTestClock } from '../test-clock.js';
import { expectToFollowTheModel, follow, type Pace, runsOf } from './follow.js';
import { Model } from './model.js';
import { sequences } from './sequences.js';

export interface Comparison {
  /** Each sequence is made in a namespace of its own in it. */
  readonly kv: KvStore;
  /** That by which entries expire; undefined where it cannot be moved, so that none does. */
  readonly clock: KvTestClock | undefined;
  readonly pace: Pace;
  /** How many sequences, unless `MODEL_RUNS` says otherwise. */
  readonly runs: number;
  /** Whether the driver can list. */
  readonly lists: boolean;
}

/**
 * Makes random sequences of calls on a store, and on a model of what its contract says, and throws where their answers
 * differ: with the shortest sequence that shows it, and how to repeat it.
 */
export async function expectStoreToFollowTheModel(comparison: Comparison): Promise<void> {
  const { kv, clock = createTestClock(), pace, runs, lists } = comparison;
  let count = 0;
  const options = { timed: comparison.clock !== undefined, lists };
  await expectToFollowTheModel(sequences(40, options), runsOf(runs), (sequence) => {
    const own = kv.namespace(`sequence-${String((count += 1))}`);
    return follow(sequence, { kv: own, clock, model: new Model(() => clock.now()) }, pace);
  });
}

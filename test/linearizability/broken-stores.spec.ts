import {
  LostUpdates,
  ReadsJoinedTooLate,
  ReorderedWrites,
  ResentIncrements,
  StaleReads,
} from './broken-stores.js';
import { check, expectLinearizable } from '../../libs/kv-store/src/testing/linearizability/checker.js';
import { Random } from '../../libs/kv-store/src/testing/linearizability/random.js';
import { ReferenceStore } from './reference-store.js';
import { run } from '../../libs/kv-store/src/testing/linearizability/run.js';

const seeds = [1, 2, 3, 4, 5, 6];

const historyOf = (Store: typeof ReferenceStore, seed: number) =>
  run([new Store(new Random(seed))], { seed, callers: 16, calls: 60, keys: 2, counters: 1 });

it.each(seeds)('a store that keeps its promises is found right, seed %d', async (seed) => {
  expectLinearizable(await historyOf(ReferenceStore, seed), `seed ${seed}`);
});

describe.each([StaleReads, LostUpdates, ResentIncrements, ReorderedWrites, ReadsJoinedTooLate])(
  '%p',
  (Store) => {
    it.each(seeds)('is found out, seed %d', async (seed) => {
      expect(check(await historyOf(Store, seed))).toMatchObject({ verdict: 'violation' });
    });
  },
);

it('what is reordered is found out by the order of the calls alone', async () => {
  const history = await historyOf(ReorderedWrites, 1);
  const unordered = history.map((operation) => ({ ...operation, process: String(operation.sequence) }));
  expectLinearizable(unordered, 'seed 1');
});

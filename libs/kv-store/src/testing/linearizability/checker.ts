import type { Operation } from './history.js';
import { reportConflict, reportStuck } from './report.js';
import { Search } from './search.js';
import { valuesOfVersions } from './versions.js';

export type Verdict =
  | { readonly verdict: 'linearizable'; readonly steps: number }
  /** There is no such order on some key; `report` is for people. */
  | { readonly verdict: 'violation'; readonly report: string; readonly steps: number }
  /** Nobody knows: the search on `key` took more than its budget. */
  | { readonly verdict: 'gave up'; readonly key: string; readonly steps: number };

/** Tries of operations for one key, some seconds of work. */
const defaultBudget = 2_000_000;

/**
 * Whether there is one order of all operations, each at some moment between its call and its return, in which every
 * answer is right: whether the store, however many callers it has, behaves as one that serves them one by one. Keys
 * are checked one by one, for a history is linearizable where its part on each key is.
 */
export function check(history: readonly Operation[], budget = defaultBudget): Verdict {
  let steps = 0;
  let undecided: string | undefined;
  for (const [key, operations] of byKey(history)) {
    const values = valuesOfVersions(operations);
    if (!('get' in values)) return { verdict: 'violation', report: reportConflict(key, values), steps };
    const search = new Search(operations, values, budget);
    const result = search.run();
    steps += search.steps;
    if (result === 'stuck') {
      return { verdict: 'violation', report: reportStuck(key, operations, search.stuck), steps };
    }
    if (result === 'gave up') undecided ??= key;
  }
  return undecided === undefined
    ? { verdict: 'linearizable', steps }
    : { verdict: 'gave up', key: undecided, steps };
}

/** Throws what `check` has to say against the history; `where` says how to get it again. */
export function expectLinearizable(history: readonly Operation[], where: string): void {
  const result = check(history);
  if (result.verdict === 'violation') throw new Error(`Not linearizable (${where}): ${result.report}`);
  if (result.verdict === 'gave up') {
    throw new Error(
      `Undecided (${where}): after ${result.steps} steps the search for an order on key '${result.key}' was given up. ` +
        'Use more keys, fewer operations or fewer interruptions.',
    );
  }
}

function byKey(history: readonly Operation[]): Map<string, Operation[]> {
  const keys = new Map<string, Operation[]>();
  for (const operation of history) {
    const operations = keys.get(operation.key);
    if (operations) operations.push(operation);
    else keys.set(operation.key, [operation]);
  }
  return keys;
}

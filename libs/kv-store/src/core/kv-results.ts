import type { KvResult, KvResults } from './kv-driver.js';
import { Success } from './outcomes.js';

/**
 * An outcome for each answer, as soon as the first are there: those of one server come together. Of a server that is
 * slower they follow, as promises.
 */
export function outcomesOf<T>(answers: readonly Promise<T>[]): Promise<KvResults<T>> {
  return new Promise((resolve) => {
    const outcomes: KvResult<T>[] = [];
    const later: ((outcome: KvResult<T>) => void)[] = [];
    let missing = answers.length;
    let isTold = false;
    const tell = () => {
      if (isTold) return;
      isTold = true;
      resolve(answers.map((_, index) => outcomes[index] ?? new Promise((follow) => (later[index] = follow))));
    };
    const settle = (index: number, outcome: KvResult<T>) => {
      if (missing === answers.length) setImmediate(tell);
      missing -= 1;
      outcomes[index] = outcome;
      later[index]?.(outcome);
      if (missing === 0) tell();
    };
    answers.forEach((answer, index) => {
      answer.then(
        (value) => {
          settle(index, new Success(value));
        },
        (error: unknown) => {
          settle(index, { ok: false, error });
        },
      );
    });
    if (missing === 0) tell();
  });
}

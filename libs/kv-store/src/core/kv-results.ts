import type { KvResult, KvResults } from './kv-driver.js';

/**
 * An outcome for each answer, as soon as the first are there: those of one server come together. Of a server that is
 * slower they follow, as promises.
 */
export async function outcomesOf<T>(answers: readonly Promise<T>[]): Promise<KvResults<T>> {
  const outcomes: (KvResult<T> | Promise<KvResult<T>>)[] = [];
  const later = answers.map((answer, index) =>
    answer.then(
      (value): KvResult<T> => (outcomes[index] = { ok: true, value }),
      (error: unknown): KvResult<T> => (outcomes[index] = { ok: false, error }),
    ),
  );
  if (later.length > 0) await Promise.race(later);
  await new Promise(setImmediate);
  return later.map((outcome, index) => outcomes[index] ?? outcome);
}

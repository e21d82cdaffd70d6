import type { KvResult } from 'nestjs-kv-store';

/** Each as it ended; where none went well the call fails. */
export async function outcomes<T>(items: readonly Promise<T>[]): Promise<KvResult<T>[]> {
  const settled = await Promise.allSettled(items);
  const results = settled.map((item): KvResult<T> =>
    item.status === 'fulfilled' ? { ok: true, value: item.value } : { ok: false, error: item.reason },
  );
  const [first] = results;
  if (first?.ok === false && results.every(({ ok }) => !ok)) throw first.error;
  return results;
}

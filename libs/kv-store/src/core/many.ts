import type { Call } from './call.js';
import type { Entries } from './entries.js';
import { listOf, pairIn } from './iterables.js';
import type { KvPut } from './kv-driver.js';
import { mapOutcome, valuesOrThrow } from './outcomes.js';
import { isLive } from './record.js';
import type { Stack } from './stack.js';

export async function getMany<T>(
  { backend }: Stack,
  entries: Entries<T>,
  keys: Iterable<string>,
  call: Call,
): Promise<(T | undefined)[]> {
  const wanted = listOf(keys, 'keys');
  call.size = wanted.length;
  const distinct = [...new Set(wanted)];
  const physical = distinct.map((key) => call.about(key, () => entries.keyOf(key)));
  if (physical.length === 0) return [];
  call.valuesOnly = true;
  const outcomes = await backend.read(physical, call);
  const decoded = outcomes.map((outcome) =>
    mapOutcome(outcome, (record) => (isLive(record, call) ? entries.valueOf(record.value) : undefined)),
  );
  const values = valuesOrThrow(decoded, distinct, call);
  if (distinct.length === wanted.length) return values;
  const byKey = new Map(distinct.map((key, index) => [key, values[index]]));
  return wanted.map((key) => byKey.get(key));
}

/** Checks all before it sends any. */
export async function setMany<T>(
  { backend, loads }: Stack,
  entries: Entries<T>,
  given: Iterable<readonly [string, T]>,
  call: Call,
): Promise<void> {
  const expiresAt = entries.expiry(call);
  const puts = new Map<string, KvPut>();
  const pairs = listOf(given, 'entries').map(pairIn);
  call.size = pairs.length;
  for (const [key, value] of pairs) {
    puts.set(
      key,
      call.about(key, () => entries.put(key, value, expiresAt)),
    );
  }
  if (puts.size === 0) return;
  for (const { key } of puts.values()) loads.overtake(key);
  valuesOrThrow(await backend.write([...puts.values()], call), [...puts.keys()], call);
}

export async function deleteMany<T>(
  { backend, loads }: Stack,
  entries: Entries<T>,
  keys: Iterable<string>,
  call: Call,
): Promise<void> {
  const unwanted = listOf(keys, 'keys');
  call.size = unwanted.length;
  const distinct = [...new Set(unwanted)];
  const deletes = distinct.map((key) => call.about(key, () => entries.delete(key)));
  if (deletes.length === 0) return;
  for (const { key } of deletes) loads.overtake(key);
  valuesOrThrow(await backend.write(deletes, call), distinct, call);
}

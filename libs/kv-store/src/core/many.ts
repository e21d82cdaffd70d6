import type { Call } from './call.js';
import type { Entries } from './entries.js';
import type { KvPut } from './kv-driver.js';
import { invalid, typeName } from './kv-fault.js';
import type { KvSetOptions } from './kv-store.js';
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
  options: KvSetOptions | undefined,
  call: Call,
): Promise<void> {
  const expiresAt = entries.expiry(options, call);
  const puts = new Map<string, KvPut>();
  for (const entry of listOf(given, 'entries')) {
    if (!Array.isArray(entry))
      throw invalid(`each of 'entries' must be [key, value], not ${typeName(entry)}.`);
    const [key, value] = entry as readonly [string, T];
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
  const distinct = [...new Set(listOf(keys, 'keys'))];
  const deletes = distinct.map((key) => call.about(key, () => entries.delete(key)));
  if (deletes.length === 0) return;
  for (const { key } of deletes) loads.overtake(key);
  valuesOrThrow(await backend.write(deletes, call), distinct, call);
}

/** The elements of an argument that must be iterable. A string would give its letters: surely a mistake. */
function listOf<E>(elements: Iterable<E>, argument: string): E[] {
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- plain JavaScript may pass anything
  if (typeof elements !== 'object' || elements === null || !(Symbol.iterator in elements)) {
    throw invalid(`'${argument}' must be an array or another iterable, not ${typeName(elements)}.`);
  }
  return [...elements];
}

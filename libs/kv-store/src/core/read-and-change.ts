import type { Call } from './call.js';
import { callersOwn } from './callers-own.js';
import { lost } from './contention.js';
import type { Stored } from './encoding.js';
import type { Entries } from './entries.js';
import type { KvRecord } from './kv-driver.js';
import { KvError } from './kv-error.js';
import { valueOrThrow } from './outcomes.js';
import { isLive } from './record.js';
import type { Stack, Steps } from './stack.js';

/** Replaces a value by what `change` makes of it, again and again until no other writer comes between. */
export function update<T>(
  { backend, retries }: Stack,
  entries: Entries<T>,
  key: string,
  change: (current: T | undefined) => T | undefined | Promise<T | undefined>,
  call: Call,
): Promise<T | undefined> {
  const physical = entries.keyOf(key);
  // Checked before anything is done; it counts from when the entry is stored.
  entries.expiry(call);
  return backend.change(physical, call, (steps) =>
    retries.untilWon(physical, call, async () => {
      const stored = await steps.read(physical, call);
      const record = isLive(stored, call) ? stored : undefined;
      const current = record && entries.valueOf(record.value);
      const value = await callersOwn(() => change(current), call);
      call.throwIfCut();
      if (value === undefined && !record) return undefined;
      const next =
        value === undefined
          ? entries.delete(key)
          : record
            ? { ...entries.put(key, value, record.expiresAt), keepsExpiry: true }
            : entries.put(key, value, entries.expiry(call));
      // As a later read gives it: a schema may leave out what it does not know.
      const result = next.type === 'put' ? entries.valueOf(next.value) : undefined;
      const version = await steps.swap(next, record?.version, call);
      return version === undefined ? lost : result;
    }),
  );
}

/** Removes the entry and gives its value. One that cannot be read as a value is put back: nothing is lost. */
export function take<T>(
  { backend }: Stack,
  entries: Entries<T>,
  key: string,
  call: Call,
): Promise<T | undefined> {
  const physical = entries.keyOf(key);
  return backend.change(physical, call, async (steps) => {
    const taken = await steps.take(physical, call);
    call.found = taken !== undefined;
    if (!taken) return undefined;
    try {
      return entries.valueOf(taken.value);
    } catch (error) {
      call.underway = true;
      await putBack(physical, taken, steps, call);
      throw error;
    }
  });
}

/** Whether or not the caller still waits; unless another writer has stored something since. */
async function putBack(key: string, { value, expiresAt }: KvRecord, steps: Steps, call: Call): Promise<void> {
  try {
    await steps.swap({ type: 'put', key, value, expiresAt }, undefined, call.forAll());
  } catch (error) {
    if (!(error instanceof KvError)) throw error;
    const message = `what was taken cannot be read, and was not seen to be put back: ${error.reason}`;
    throw call.ownError(error, { message, outcome: 'unknown' });
  }
}

/** The value under `key`, else what `load` gives, stored unless another value was meanwhile. */
export async function getOrSet<T>(
  { backend, loads }: Stack,
  entries: Entries<T>,
  key: string,
  load: () => T | Promise<T>,
  call: Call,
): Promise<T> {
  const physical = entries.keyOf(key);
  entries.expiry(call);
  const stored = await read(call);
  call.found = stored !== undefined;
  if (stored !== undefined) return entries.valueOf(stored);
  const value = await loads.join(physical, call, async (loading) => {
    const loaded = await callersOwn(load, loading.call);
    loading.loaded = true;
    for (;;) {
      loading.call.throwIfCut();
      const put = entries.put(key, loaded, entries.expiry(call, loading.call));
      if (loading.overtaken) return put.value;
      const version = await backend.change(physical, loading.call, (steps) =>
        steps.swap(put, undefined, loading.call),
      );
      if (version !== undefined) return put.value;
      const others = await read(loading.call);
      if (others !== undefined) return others;
    }
  });
  return entries.valueOf(value);

  async function read(reader: Call): Promise<Stored | undefined> {
    reader.valuesOnly = true;
    const record = valueOrThrow(await backend.read([physical], reader), reader);
    return isLive(record, reader) ? record.value : undefined;
  }
}

import type { Call } from './call.js';
import type { Entries } from './entries.js';
import type { KvListedRecord } from './kv-driver.js';
import { guarded, invalid, typeName } from './kv-fault.js';
import type { KvClearRange } from './kv-store.js';
import { inParts, listPart, type Part } from './lists.js';
import { valuesOrThrow } from './outcomes.js';
import { isLive } from './record.js';
import type { Stack } from './stack.js';

/** Entries that are listed and removed within one deadline. */
const atOnce = 250;

/** Removes what is in the range, and resolves with how many entries that was. */
export async function clear(
  stack: Stack,
  entries: Entries<unknown>,
  range: KvClearRange | undefined,
): Promise<number> {
  let removed = 0;
  let prefix: string | undefined;
  const parts = inParts(stack, 'clear', range, async (cursor, call) => {
    prefix ??= prefixOf(range, entries.prefix !== '');
    // What is being loaded is in no list yet.
    stack.loads.overtakeAll(entries.prefix + prefix);
    const part = await listPart(stack, entries, { prefix, cursor, limit: atOnce, keysOnly: true }, call);
    return { items: [await remove(stack, entries, part, call)], cursor: part.cursor };
  });
  for await (const count of parts) removed += count;
  return removed;
}

/** How many of the listed entries were there still, which those that have expired were not. */
async function remove(
  { backend }: Stack,
  entries: Entries<unknown>,
  { items }: Part<KvListedRecord>,
  call: Call,
): Promise<number> {
  const keys = [...new Set(items.map(({ key }) => key))];
  const live = new Set(items.filter((item) => isLive(item, call)).map(({ key }) => key));
  const deletes = keys.map((key) => ({ type: 'delete' as const, key }));
  if (deletes.length > 0) {
    valuesOrThrow(
      await backend.write(deletes, call),
      keys.map((key) => entries.nameOf(key)),
      call,
    );
  }
  return live.size;
}

function prefixOf(range: { prefix?: unknown; all?: unknown } | undefined, isInside: boolean): string {
  const given = guarded(
    () => ({ ...range }),
    (name) => invalid(`the range cannot be read: a part of it throws (${name}).`),
  );
  const [hasPrefix, hasAll] = [Object.hasOwn(given, 'prefix'), Object.hasOwn(given, 'all')];
  if (!hasPrefix && !hasAll) {
    if (isInside) return '';
    throw invalid(
      'clear() at the root of a store would remove everything in it. Name a prefix, or say { all: true }.',
    );
  }
  if (hasPrefix && hasAll) throw invalid("clear takes 'prefix' or 'all', not both.");
  if (hasAll) {
    if (given.all === true) return '';
    throw invalid(`'all' must be true, not ${typeName(given.all)}.`);
  }
  const { prefix } = given;
  if (typeof prefix === 'string' && prefix !== '' && prefix.isWellFormed()) return prefix;
  throw invalid(
    `'prefix' must be a well-formed string that is not empty, not ${prefix === '' ? 'an empty one' : typeName(prefix)}. ` +
      'To remove everything, say { all: true }.',
  );
}

import type { Call } from './call.js';
import { openCursor, sealCursor } from './cursor.js';
import type { Entries } from './entries.js';
import type { KvListedRecord } from './kv-driver.js';
import { guarded, invalid, KvFault, typeName } from './kv-fault.js';
import type { KvOperation } from './kv-observer.js';
import type { KvEntry, KvPage, KvPageRange, KvRange } from './kv-store.js';
import { setting } from './options.js';
import { isLive } from './record.js';
import type { Stack } from './stack.js';
import { AsyncWork } from './work.js';

const defaultLimit = 100;
const greatestLimit = 1_000;

/** Part of a list, with the cursor as the driver gave it. */
export interface Part<R> {
  readonly items: readonly R[];
  readonly cursor: string | undefined;
}

interface PartRange {
  /** As the caller names keys, without the namespace. */
  readonly prefix: string;
  readonly cursor: string | undefined;
  readonly limit: number;
  readonly keysOnly: boolean;
}

/** What `read` gives, part by part, each a call of its own. Whoever stops asking stops the reading. */
export function inParts<R>(
  stack: Stack,
  operation: KvOperation,
  range: KvRange | undefined,
  read: (cursor: string | undefined, call: Call) => Promise<Part<R>>,
): AsyncIterable<R> {
  return {
    async *[Symbol.asyncIterator]() {
      let cursor: string | undefined;
      do {
        const part: Part<R> = await stack.run(
          operation,
          range,
          undefined,
          new AsyncWork((call) => read(cursor, call)),
        );
        yield* part.items;
        cursor = part.cursor;
      } while (cursor !== undefined);
    },
  };
}

export function keys(
  stack: Stack,
  entries: Entries<unknown>,
  range: KvRange | undefined,
): AsyncIterable<string> {
  let prefix: string | undefined;
  return inParts(stack, 'keys', range, async (cursor, call) => {
    prefix ??= partsOf(range).prefix;
    const part = await listPart(
      stack,
      entries,
      { prefix, cursor, limit: greatestLimit, keysOnly: true },
      call,
    );
    return { items: live(part.items, call).map(({ key }) => entries.nameOf(key)), cursor: part.cursor };
  });
}

export function entriesIn<T>(
  stack: Stack,
  entries: Entries<T>,
  range: KvRange | undefined,
): AsyncIterable<KvEntry<T>> {
  let prefix: string | undefined;
  return inParts(stack, 'entries', range, async (cursor, call) => {
    prefix ??= partsOf(range).prefix;
    const part = await listPart(
      stack,
      entries,
      { prefix, cursor, limit: greatestLimit, keysOnly: false },
      call,
    );
    return { items: decoded(part.items, entries, call), cursor: part.cursor };
  });
}

export async function page<T>(
  stack: Stack,
  entries: Entries<T>,
  range: KvPageRange | undefined,
  call: Call,
): Promise<KvPage<T>> {
  const { prefix, limit, cursor: sealed } = partsOf(range);
  checkLimit(limit);
  const scope = [stack.driver.name, entries.prefix + prefix] as const;
  const cursor = sealed === undefined ? undefined : openCursor(sealed, ...scope);
  const part = await listPart(stack, entries, { prefix, cursor, limit, keysOnly: false }, call);
  const found = decoded(part.items, entries, call);
  return part.cursor === undefined
    ? { entries: found }
    : { entries: found, cursor: sealCursor(part.cursor, ...scope) };
}

/** The records in the range, expired ones too. Whatever a driver gives, nothing else. */
export async function listPart(
  { backend }: Stack,
  entries: Entries<unknown>,
  { prefix, ...range }: PartRange,
  call: Call,
): Promise<Part<KvListedRecord>> {
  const physical = entries.prefix + prefix;
  const { records, cursor } = await backend.list({ ...range, prefix: physical }, call);
  if (cursor !== undefined && cursor === range.cursor) {
    throw new KvFault('UNKNOWN', 'the driver gave the same cursor again, so that the list would not end.');
  }
  return { items: records.filter(({ key }) => key.startsWith(physical)), cursor };
}

function decoded<T>(records: readonly KvListedRecord[], entries: Entries<T>, call: Call): KvEntry<T>[] {
  return live(records, call).map((record) => {
    const key = entries.nameOf(record.key);
    return call.about(key, () => entries.entry(key, record));
  });
}

function live(records: readonly KvListedRecord[], call: Call): KvListedRecord[] {
  return records.filter((record) => isLive(record, call));
}

/** Each is read once for a list, for a getter may say something else later. */
function partsOf(range: KvPageRange | undefined): { prefix: string; limit: unknown; cursor: unknown } {
  const { prefix, limit, cursor }: { prefix: unknown; limit: unknown; cursor: unknown } = guarded(
    () => {
      const { limit: most = defaultLimit, cursor: from, prefix: begin } = range ?? {};
      return { limit: most, cursor: from, prefix: begin ?? '' };
    },
    (name) => invalid(`the range cannot be read: a part of it throws (${name}).`),
  );
  if (typeof prefix === 'string' && prefix.isWellFormed()) return { prefix, limit, cursor };
  throw invalid(`'prefix' must be a well-formed string, not ${setting(prefix)}.`);
}

function checkLimit(limit: unknown): asserts limit is number {
  if (Number.isInteger(limit) && (limit as number) >= 1 && (limit as number) <= greatestLimit) return;
  throw invalid(
    `'limit' must be a whole number from 1 to ${String(greatestLimit)}, not ${typeof limit === 'number' ? String(limit) : typeName(limit)}.`,
  );
}

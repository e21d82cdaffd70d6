import { setTimeout as pause } from 'node:timers/promises';

import type { KvDriverCall, KvResult } from '../../core/kv-driver.js';
import type { BatchAnswer } from './requests.js';
import { isNamed } from './table.js';

/** One kind of batch request: how to send many items, and how to send one of them alone. */
export interface BatchKind<Item, Value> {
  readonly operation: 'read' | 'write';
  /** The most items that DynamoDB takes in one request. */
  readonly size: number;
  keyOf(item: Item): string;
  sendMany(items: readonly Item[], call: KvDriverCall): Promise<BatchAnswer<Value>>;
  sendOne(item: Item, call: KvDriverCall): Promise<Value | undefined>;
}

export interface BatchResults<Value> {
  /** One for each item, in their order. */
  readonly results: KvResult<Value | undefined>[];
  /** Whether the policy refused a batch and allowed its items one by one. */
  readonly refused: boolean;
}

/** Requests of one call that are under way side by side. */
const parallel = 8;
/** Full jitter between 0 and this, doubled for each request in a row that achieved nothing. Milliseconds. */
const firstPause = 25;
const longestPause = 1_000;

/** Sends all items in as few requests as can be, or `singly`, with an outcome for each. */
export async function sendInBatches<Item, Value>(
  items: readonly Item[],
  kind: BatchKind<Item, Value>,
  singly: boolean,
  call: KvDriverCall,
): Promise<BatchResults<Value>> {
  if (singly) return { results: await sendSingly(items, kind, call), refused: false };
  const batches: (readonly Item[])[] = [];
  for (let from = 0; from < items.length; from += kind.size)
    batches.push(items.slice(from, from + kind.size));
  const answers = await mapSome(batches, (batch) => sendBatch(batch, kind, call));
  return {
    results: answers.flatMap(({ results }) => results),
    refused: answers.some(({ refused }) => refused),
  };
}

/** Sends one batch, and what it leaves undone alone again until the call is over. */
async function sendBatch<Item, Value>(
  batch: readonly Item[],
  kind: BatchKind<Item, Value>,
  call: KvDriverCall,
): Promise<BatchResults<Value>> {
  const done = new Map<string, KvResult<Value | undefined>>();
  let pending = batch;
  let fruitless = 0;
  let refused = false;
  try {
    while (pending.length > 0) {
      call.signal?.throwIfAborted();
      call.report?.({ type: 'batch', operation: kind.operation, size: pending.length });
      const { values, left } = await kind.sendMany(pending, call);
      for (const item of pending) {
        const key = kind.keyOf(item);
        if (!left.has(key)) done.set(key, { ok: true, value: values.get(key) });
      }
      fruitless = left.size < pending.length ? 0 : fruitless + 1;
      pending = pending.filter((item) => left.has(kind.keyOf(item)));
      if (pending.length > 0) await waitForRoom(pending.length, fruitless, kind, call);
    }
  } catch (error) {
    const results: KvResult<Value | undefined>[] = failsAsAWhole(error)
      ? await sendSingly(pending, kind, call)
      : pending.map(() => ({ ok: false, error }));
    // One forbidden key is no policy against batches.
    refused = isDenied(error) && results.every(({ ok }) => ok);
    pending.forEach((item, index) => {
      const result = results[index];
      if (result) done.set(kind.keyOf(item), result);
    });
  }
  const results = batch.map((item) => done.get(kind.keyOf(item)) ?? unanswered);
  return { results, refused };
}

/** DynamoDB left keys undone because it was asked for too much at once. The pause ends early with the call. */
async function waitForRoom(
  count: number,
  fruitless: number,
  { operation }: BatchKind<never, unknown>,
  { report, signal }: KvDriverCall,
): Promise<void> {
  report?.({ type: 'leftovers', operation, count });
  const longest = Math.min(longestPause, firstPause * 2 ** fruitless);
  await pause(Math.random() * longest, undefined, signal && { signal });
}

function sendSingly<Item, Value>(
  items: readonly Item[],
  kind: BatchKind<Item, Value>,
  call: KvDriverCall,
): Promise<KvResult<Value | undefined>[]> {
  return mapSome(items, async (item) => {
    try {
      call.signal?.throwIfAborted();
      return { ok: true, value: await kind.sendOne(item, call) };
    } catch (error) {
      return { ok: false, error };
    }
  });
}

/** Never seen: every item of a batch is either answered or left over. */
const unanswered = { ok: false, error: new Error('DynamoDB gave no answer for a key') } as const;

/** One bad item fails a whole batch, and so does a policy without batch calls: singly, each gets what it deserves. */
function failsAsAWhole(error: unknown): boolean {
  return isDenied(error) || isNamed(error, 'ValidationException');
}

function isDenied(error: unknown): boolean {
  return isNamed(error, 'AccessDeniedException');
}

/** `work` on every element, a few at a time, results in the elements' order. */
async function mapSome<A, B>(elements: readonly A[], work: (element: A) => Promise<B>): Promise<B[]> {
  const results: B[] = [];
  const queue = elements.entries();
  const worker = async () => {
    for (const [index, element] of queue) results[index] = await work(element);
  };
  await Promise.all(Array.from({ length: Math.min(parallel, elements.length) }, worker));
  return results;
}

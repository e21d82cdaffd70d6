import { setTimeout as pause } from 'node:timers/promises';

import type { KvDriverCall, KvResult } from '../../core/kv-driver.js';

/** One kind of batch request: how to send it, and how to send one of its items alone. */
export interface BatchRequest<Item, Value> {
  readonly operation: 'read' | 'write';
  /** The most items in one request. */
  readonly size: number;
  keyOf(item: Item): string;
  /** One request for all `items`. `left` names the keys that DynamoDB did not get to. */
  sendMany(
    items: readonly Item[],
  ): Promise<{ values: ReadonlyMap<string, Value>; left: ReadonlySet<string> }>;
  sendOne(item: Item): Promise<Value | undefined>;
  /** Whether the policy allows single requests alone, as learnt by an earlier batch. */
  readonly singly: boolean;
  /** Called when a batch was refused and single requests for the same items were not. */
  onRefused(): void;
}

/** Requests of one call that are under way side by side. */
const parallel = 8;
/** Full jitter between 0 and this, doubled for each request in a row that achieved nothing. Milliseconds. */
const firstPause = 25;
const longestPause = 1_000;

/** Sends all items in as few requests as can be, with an outcome for each in their order. */
export async function sendInBatches<Item, Value>(
  items: readonly Item[],
  request: BatchRequest<Item, Value>,
  call: KvDriverCall,
): Promise<KvResult<Value | undefined>[]> {
  if (request.singly) return sendSingly(items, request);
  const batches: (readonly Item[])[] = [];
  for (let from = 0; from < items.length; from += request.size)
    batches.push(items.slice(from, from + request.size));
  return (await mapSome(batches, (batch) => sendBatch(batch, request, call))).flat();
}

/** Sends one batch, and what it leaves undone alone again until the call is over. */
async function sendBatch<Item, Value>(
  batch: readonly Item[],
  request: BatchRequest<Item, Value>,
  call: KvDriverCall,
): Promise<KvResult<Value | undefined>[]> {
  const done = new Map<string, KvResult<Value | undefined>>();
  let pending = batch;
  let fruitless = 0;
  try {
    for (;;) {
      call.report?.({ type: 'batch', operation: request.operation, size: pending.length });
      const { values, left } = await request.sendMany(pending);
      for (const item of pending) {
        const key = request.keyOf(item);
        if (!left.has(key)) done.set(key, { ok: true, value: values.get(key) });
      }
      if (left.size === 0) break;
      fruitless = left.size < pending.length ? 0 : fruitless + 1;
      pending = pending.filter((item) => left.has(request.keyOf(item)));
      call.report?.({ type: 'leftovers', operation: request.operation, count: pending.length });
      await pause(Math.random() * Math.min(longestPause, firstPause * 2 ** fruitless), undefined, {
        ...(call.signal && { signal: call.signal }),
      });
    }
  } catch (error) {
    const results = failsAsAWhole(error)
      ? await sendSingly(pending, request)
      : pending.map((): KvResult<undefined> => ({ ok: false, error }));
    if (isDenied(error) && results.some((result) => result.ok)) request.onRefused();
    pending.forEach((item, index) => {
      const result = results[index];
      if (result) done.set(request.keyOf(item), result);
    });
  }
  return batch.map((item) => done.get(request.keyOf(item)) ?? { ok: true, value: undefined });
}

function sendSingly<Item, Value>(
  items: readonly Item[],
  request: BatchRequest<Item, Value>,
): Promise<KvResult<Value | undefined>[]> {
  return mapSome(items, async (item) => {
    try {
      return { ok: true, value: await request.sendOne(item) };
    } catch (error) {
      return { ok: false, error };
    }
  });
}

/** One bad item fails a whole batch, and so does a policy without batch calls: singly, each gets what it deserves. */
function failsAsAWhole(error: unknown): boolean {
  return isDenied(error) || (error instanceof Error && error.name === 'ValidationException');
}

function isDenied(error: unknown): boolean {
  return error instanceof Error && error.name === 'AccessDeniedException';
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

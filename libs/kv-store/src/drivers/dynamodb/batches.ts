import type { KvDriverCall, KvResult, KvResults } from '../../core/kv-driver.js';
import { Success } from '../../core/outcomes.js';
import { throwIfAborted } from './abort.js';
import { backOff } from './back-off.js';
import { leaveOpen } from './left-open.js';
import type { BatchAnswer } from './requests.js';
import { Slot } from './slot.js';
import { isNamed } from './table.js';
import { verdictOf } from './verdict.js';

/** One kind of batch request: how to send many items, and how to send one of them alone. */
export interface BatchKind<Item, Value> {
  readonly operation: 'read' | 'write';
  /** The most items that DynamoDB takes in one request. */
  readonly size: number;
  keyOf(item: Item): string;
  sendMany(items: readonly Item[], call: KvDriverCall): Promise<BatchAnswer<Value>>;
  sendOne(item: Item, call: KvDriverCall): Promise<Value | undefined>;
  /** Told when the policy refused a batch and allowed its items one by one. */
  refused(call: KvDriverCall): void;
}

/** Requests of one call that are under way side by side. */
const parallel = 8;

type Slots<Item, Value> = readonly Slot<Item, Value | undefined>[];

/**
 * Sends all items in as few requests as can be, or `singly`. Resolves with the first answer; the results of items
 * that it does not hold follow as promises.
 */
export async function sendInBatches<Item, Value>(
  items: readonly Item[],
  kind: BatchKind<Item, Value>,
  singly: boolean,
  call: KvDriverCall,
): Promise<KvResults<Value | undefined>> {
  const slots = items.map((item) => new Slot<Item, Value | undefined>(item));
  await new Promise<void>((answered) => {
    if (singly) {
      void sendSingly(slots, kind, call, answered);
      return;
    }
    const batches: Slots<Item, Value>[] = [];
    for (let from = 0; from < slots.length; from += kind.size)
      batches.push(slots.slice(from, from + kind.size));
    void forSome(batches, (batch) => sendBatch(batch, kind, call, answered));
  });
  return slots.map((slot) => slot.outcome);
}

/** Sends one batch, and what it leaves undone alone again until the call is over. Never rejects. */
async function sendBatch<Item, Value>(
  batch: Slots<Item, Value>,
  kind: BatchKind<Item, Value>,
  call: KvDriverCall,
  answered: () => void,
): Promise<void> {
  let pending = batch;
  let fruitless = 0;
  let mayBeMade = false;
  try {
    while (pending.length > 0) {
      throwIfAborted(call);
      call.report?.({ type: 'batch', operation: kind.operation, size: pending.length });
      const { values, left, ...answer } = await kind.sendMany(
        pending.map(({ item }) => item),
        call,
      );
      mayBeMade ||= answer.mayBeMade === true;
      const isLeft = ({ item }: Slot<Item, Value | undefined>) => left.has(kind.keyOf(item));
      for (const slot of pending) {
        if (!isLeft(slot)) slot.settle(new Success(values.get(kind.keyOf(slot.item))));
      }
      fruitless = left.size < pending.length ? 0 : fruitless + 1;
      pending = pending.filter(isLeft);
      answered();
      if (pending.length > 0) await waitForRoom(pending.length, fruitless, kind, call);
    }
  } catch (error) {
    answered();
    if (mayBeMade) leaveOpen(error);
    if (!failsAsAWhole(error)) {
      for (const slot of pending) slot.settle({ ok: false, error });
      return;
    }
    const results = await sendSingly(pending, verdictOf(error) === 'unknown' ? leftOpen(kind) : kind, call);
    // One forbidden key is no policy against batches.
    if (isDenied(error) && results.every(({ ok }) => ok)) kind.refused(call);
  }
}

/** DynamoDB left keys undone because it was asked for too much at once. The pause ends early with the call. */
function waitForRoom(
  count: number,
  fruitless: number,
  { operation }: BatchKind<never, unknown>,
  { report, signal }: KvDriverCall,
): Promise<void> {
  report?.({ type: 'leftovers', operation, count });
  return backOff(fruitless, signal);
}

/** For items of a batch of which an earlier attempt may have made what is now refused. */
function leftOpen<Item, Value>(kind: BatchKind<Item, Value>): BatchKind<Item, Value> {
  const sendOne = async (item: Item, call: KvDriverCall) => {
    try {
      return await kind.sendOne(item, call);
    } catch (error) {
      leaveOpen(error);
      throw error;
    }
  };
  return { ...kind, sendOne };
}

async function sendSingly<Item, Value>(
  slots: Slots<Item, Value>,
  kind: BatchKind<Item, Value>,
  call: KvDriverCall,
  answered?: () => void,
): Promise<readonly KvResult<Value | undefined>[]> {
  const results: KvResult<Value | undefined>[] = [];
  await forSome(slots, async (slot) => {
    const result = await resultOf(slot.item, kind, call);
    results.push(result);
    slot.settle(result);
    answered?.();
  });
  return results;
}

async function resultOf<Item, Value>(
  item: Item,
  kind: BatchKind<Item, Value>,
  call: KvDriverCall,
): Promise<KvResult<Value | undefined>> {
  try {
    throwIfAborted(call);
    return { ok: true, value: await kind.sendOne(item, call) };
  } catch (error) {
    return { ok: false, error };
  }
}

/** One bad item fails a whole batch, and so does a policy without batch calls: singly, each gets what it deserves. */
function failsAsAWhole(error: unknown): boolean {
  return isDenied(error) || isNamed(error, 'ValidationException');
}

function isDenied(error: unknown): boolean {
  return isNamed(error, 'AccessDeniedException');
}

/** `work` on every element, a few at a time. */
async function forSome<A>(elements: readonly A[], work: (element: A) => Promise<void>): Promise<void> {
  const queue = elements.values();
  const worker = async () => {
    for (const element of queue) await work(element);
  };
  await Promise.all(Array.from({ length: Math.min(parallel, elements.length) }, worker));
}

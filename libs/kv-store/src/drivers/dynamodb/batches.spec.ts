import type { KvDriverCall } from '../../core/kv-driver.js';
import { type BatchKind, sendInBatches } from './batches.js';
import { isLeftOpen } from './left-open.js';
import type { BatchAnswer } from './requests.js';

type Send = (items: readonly string[]) => Promise<BatchAnswer<string>>;

const call: KvDriverCall = { consistency: 'strong', now: () => 0, notice: () => undefined };
const answer = (items: readonly string[], left: readonly string[] = []): BatchAnswer<string> => ({
  values: new Map(items.filter((item) => !left.includes(item)).map((item) => [item, item.toUpperCase()])),
  left: new Set(left),
});
const allOf = <T>(results: readonly (T | Promise<T>)[]) =>
  Promise.all(results.map((result) => Promise.resolve(result)));
const isLate = (result: object) => 'then' in result;
const named = (name: string) => Object.assign(new Error(name), { name });

function kindOf(sendMany: Send, more: Partial<BatchKind<string, string>> = {}): BatchKind<string, string> {
  return {
    operation: 'read',
    size: 3,
    keyOf: (item) => item,
    sendMany,
    sendOne: (item) => Promise.resolve(item.toUpperCase()),
    refused: () => undefined,
    ...more,
  };
}

/** A promise that the test settles. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

it('gives what was answered at once, and what was left undone as promises', async () => {
  const { open, opened } = gate();
  let round = 0;
  const send: Send = async (items) => {
    round += 1;
    if (round === 1) return answer(items, ['b', 'c']);
    if (round === 2) return answer(items, ['c']);
    await opened;
    return answer(items);
  };
  const results = await sendInBatches(['a', 'b', 'c'], kindOf(send), false, call);
  expect(results.map(isLate)).toEqual([false, true, true]);
  expect(results[0]).toEqual({ ok: true, value: 'A' });
  expect(await results[1]).toEqual({ ok: true, value: 'B' });
  let settled = false;
  void Promise.resolve(results[2]).then(() => (settled = true));
  await new Promise(setImmediate);
  expect(settled).toBe(false);
  open();
  expect(await results[2]).toEqual({ ok: true, value: 'C' });
});

it('gives what came of leftovers whose request fails, without rejecting', async () => {
  let round = 0;
  const send: Send = (items) =>
    (round += 1) === 1 ? Promise.resolve(answer(items, ['b'])) : Promise.reject(named('ThrottlingException'));
  const results = await sendInBatches(['a', 'b'], kindOf(send), false, call);
  expect(results[0]).toEqual({ ok: true, value: 'A' });
  expect(await results[1]).toMatchObject({ ok: false, error: { name: 'ThrottlingException' } });
});

it.each([true, false])(
  'leaves open what is left where an attempt may have made it: %s',
  async (mayBeMade) => {
    let round = 0;
    const send: Send = (items) =>
      (round += 1) === 1
        ? Promise.resolve({ ...answer(items, ['b']), mayBeMade })
        : Promise.reject(named('ThrottlingException'));
    const results = await sendInBatches(['a', 'b'], kindOf(send), false, call);
    const late = await results[1];
    expect(late && !late.ok && isLeftOpen(late.error)).toBe(mayBeMade);
  },
);

it('ends the pause before leftovers with the call, which is their outcome', async () => {
  const controller = new AbortController();
  const send: Send = (items) => Promise.resolve(answer(items, ['b']));
  const results = await sendInBatches(['a', 'b'], kindOf(send), false, {
    ...call,
    signal: controller.signal,
  });
  expect(results[0]).toEqual({ ok: true, value: 'A' });
  controller.abort();
  expect(await results[1]).toMatchObject({ ok: false, error: { name: 'AbortError' } });
});

it('has each item of a batch that failed as a whole follow by itself', async () => {
  const { open, opened } = gate();
  const refused = jest.fn();
  const kind = kindOf(() => Promise.reject(named('AccessDeniedException')), {
    sendOne: async (item) => {
      if (item === 'b') await opened;
      return item.toUpperCase();
    },
    refused,
  });
  const results = await sendInBatches(['a', 'b', 'c'], kind, false, call);
  expect(results.map(isLate)).toEqual([true, true, true]);
  expect(await results[0]).toEqual({ ok: true, value: 'A' });
  expect(await results[2]).toEqual({ ok: true, value: 'C' });
  expect(refused).not.toHaveBeenCalled();
  open();
  expect(await results[1]).toEqual({ ok: true, value: 'B' });
  await new Promise(setImmediate);
  expect(refused).toHaveBeenCalledTimes(1);
});

it('lets no batch wait for another', async () => {
  const { open, opened } = gate();
  const send: Send = async (items) => {
    if (items.includes('d')) await opened;
    return answer(items);
  };
  const results = await sendInBatches(['a', 'b', 'c', 'd'], kindOf(send), false, call);
  expect(results.map(isLate)).toEqual([false, false, false, true]);
  open();
  expect(await results[3]).toEqual({ ok: true, value: 'D' });
});

it('sends no more than eight batches of one call side by side', async () => {
  let under = 0;
  let most = 0;
  const send: Send = async (items) => {
    most = Math.max(most, (under += 1));
    await new Promise(setImmediate);
    under -= 1;
    return answer(items);
  };
  const items = Array.from({ length: 60 }, (_, index) => `item-${String(index)}`);
  const results = await allOf(await sendInBatches(items, kindOf(send), false, call));
  expect(results).toEqual(items.map((item) => ({ ok: true, value: item.toUpperCase() })));
  expect(most).toBe(8);
});

it('sends singly when told to', async () => {
  const send = jest.fn<Promise<BatchAnswer<string>>, [readonly string[]]>();
  const results = await allOf(await sendInBatches(['a', 'b'], kindOf(send), true, call));
  expect(results).toEqual([
    { ok: true, value: 'A' },
    { ok: true, value: 'B' },
  ]);
  expect(send).not.toHaveBeenCalled();
});

it('reports each request and what it left undone', async () => {
  const report = jest.fn();
  let round = 0;
  const send: Send = (items) => Promise.resolve(answer(items, (round += 1) === 1 ? ['b', 'c'] : []));
  await allOf(await sendInBatches(['a', 'b', 'c'], kindOf(send), false, { ...call, report }));
  expect(report.mock.calls).toEqual([
    [{ type: 'batch', operation: 'read', size: 3 }],
    [{ type: 'leftovers', operation: 'read', count: 2 }],
    [{ type: 'batch', operation: 'read', size: 2 }],
  ]);
});

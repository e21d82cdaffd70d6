import { ScriptedDriver, settled } from '../../../../test/support/scripted-driver.js';
import type { KvError } from '../core/kv-error.js';
import { createKvStore, type OpenKvStore } from '../create-kv-store.js';

let driver: ScriptedDriver;
let kv: OpenKvStore;
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('The call should have been rejected.');
    },
    (error: unknown) => error as KvError,
  );
/** What was sent, such as `a=1`, `a deleted`, `a?=1` for conditional ones. */
const sent = () =>
  driver.requests.map(({ verb, changes, keys }) =>
    verb === 'read'
      ? `read ${keys.join(' ')}`
      : changes
          .map((change) =>
            change.type === 'put'
              ? `${change.key}${verb === 'swap' ? '?' : ''}=${String(change.value)}`
              : `${change.key} deleted`,
          )
          .join(' '),
  );
const answer = async (index: number) => {
  driver.requests[index]?.answer();
  await settled();
};

describe.each([
  ['that travel together', { reads: 4, writes: 4, inFlight: 10 }],
  ['that travel alone', undefined],
])('changes of one entry %s', (_, limits) => {
  beforeEach(async () => {
    driver = new ScriptedDriver(limits);
    kv = await createKvStore({ driver });
  });

  it('called while a write is in flight are, of adjacent writes, the last alone', async () => {
    const first = kv.set('a', '1');
    await settled();
    const later = [kv.set('a', '2'), kv.delete('a'), kv.set('a', '3')];
    await settled();
    expect(sent()).toEqual(['a=1']);
    await answer(0);
    await first;
    expect(sent()).toEqual(['a=1', 'a=3']);
    await answer(1);
    await Promise.all(later);
    expect(driver.requests).toHaveLength(2);
  });

  it('wait for conditional ones, which overlap, and the other way round', async () => {
    const creates = [kv.create('a', '1'), kv.create('a', '2')];
    const write = kv.set('a', '3');
    const after = [kv.create('a', '4'), kv.create('a', '5')];
    const last = kv.delete('a');
    const other = kv.set('b', '1');
    await settled();
    expect(sent()).toEqual(['a?=1', 'a?=2', 'b=1']);
    await answer(0);
    expect(driver.requests).toHaveLength(3);
    await answer(1);
    expect(sent().slice(3)).toEqual(['a=3']);
    await answer(3);
    expect(sent().slice(4)).toEqual(['a?=4', 'a?=5']);
    await answer(4);
    await answer(5);
    expect(sent().slice(6)).toEqual(['a deleted']);
    await answer(6);
    await answer(2);
    await Promise.all([...creates, write, ...after, last, other]);
  });

  it('leave one that was taken back before it was sent to the one before it', async () => {
    const controller = new AbortController();
    const first = kv.set('a', '1');
    await settled();
    const second = kv.set('a', '2');
    const third = failure(kv.set('a', '3', { signal: controller.signal }));
    controller.abort();
    expect(await third).toMatchObject({ code: 'ABORTED' });
    expect((await third).outcome).toBeUndefined();
    await answer(0);
    await answer(1);
    await Promise.all([first, second]);
    expect(sent()).toEqual(['a=1', 'a=2']);
  });

  it('leave one that is refused for what it is to the one before it', async () => {
    const first = kv.set('a', '1');
    await settled();
    const second = kv.set('a', '2');
    const third = failure(kv.set('a', '3'));
    await answer(0);
    expect(sent()).toEqual(['a=1', 'a=3']);
    driver.requests[1]?.answer({ a: { ok: false, error: new Error('refused') } });
    expect(await third).toMatchObject({ code: 'INVALID_ARGUMENT' });
    await settled();
    expect(sent()).toEqual(['a=1', 'a=3', 'a=2']);
    await answer(2);
    await Promise.all([first, second]);
  });

  it('leave one that is refused after its caller has left to the one before it, too', async () => {
    driver.classify = () => ({ code: 'TOO_LARGE' });
    const controller = new AbortController();
    const first = kv.set('a', '1');
    await settled();
    const second = kv.set('a', '2');
    const third = failure(kv.set('a', '3', { signal: controller.signal }));
    await answer(0);
    controller.abort();
    expect(await third).toMatchObject({ code: 'ABORTED', outcome: 'unknown' });
    driver.requests[1]?.answer({ a: { ok: false, error: new Error('refused') } });
    await settled();
    expect(sent()).toEqual(['a=1', 'a=3', 'a=2']);
    await answer(2);
    await Promise.all([first, second]);
  });

  it('are not sent again when each of them is refused', async () => {
    const refused = { a: { ok: false, error: new Error('refused') } } as const;
    const alone = failure(kv.set('a', '1'));
    await settled();
    driver.requests[0]?.answer(refused);
    expect(await alone).toMatchObject({ code: 'INVALID_ARGUMENT' });
    const next = kv.set('a', '2');
    await settled();
    expect(sent()).toEqual(['a=1', 'a=2']);
    await answer(1);
    await next;
  });

  it('of which one is refused leave the others of its call to be waited for', async () => {
    const first = kv.set('a', '1');
    await settled();
    const second = kv.set('a', '2');
    const many = failure(
      kv.setMany([
        ['a', '3'],
        ['b', '3'],
      ]),
    );
    await settled();
    expect(sent()).toEqual(['a=1', 'b=3']);
    await answer(0);
    driver.requests[2]?.answer({ a: { ok: false, error: new Error('refused') } });
    await settled();
    await answer(3);
    await Promise.all([first, second]);
    driver.requests[1]?.answer({ b: { ok: false, error: new Error('busy') } });
    expect(await many).toMatchObject({ failures: [{ key: 'a' }, { key: 'b', code: 'THROTTLED' }] });
    expect(sent()).toEqual(['a=1', 'b=3', 'a=3', 'a=2']);
  });

  it('are not held up for ever by one that is never answered', async () => {
    const lost = failure(kv.set('a', '1', { timeout: 100 }));
    const lostToo = failure(kv.create('b', '1', { timeout: 100 }));
    const waits = [kv.set('a', '2'), kv.set('b', '2')];
    await settled();
    if (limits) expect(sent().sort()).toEqual(['a=2', 'b?=1']);
    expect(await lost).toMatchObject({ code: 'TIMEOUT' });
    expect(await lostToo).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown' });
    await settled();
    for (const request of driver.requests) request.answer();
    await settled();
    for (const request of driver.requests) request.answer();
    await Promise.all(waits);
    expect(sent()).toContain('b=2');
  });

  it('leave out those that nobody waits for any more', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const first = kv.set('a', '1');
    await settled();
    const left = [kv.set('a', '2', { signal }), kv.create('a', '3', { signal })].map(failure);
    const last = kv.delete('a');
    controller.abort();
    for (const error of await Promise.all(left)) expect(error).toMatchObject({ code: 'ABORTED' });
    await answer(0);
    expect(sent()).toEqual(['a=1', 'a deleted']);
    await answer(1);
    await Promise.all([first, last]);
  });

  it('hear an answer that comes too late without a word', async () => {
    const late = [kv.set('a', '1', { timeout: 100 }), kv.create('b', '1', { timeout: 100 })].map(failure);
    await Promise.all(late);
    await settled();
    // An unhandled rejection would end the process of this test.
    await answer(0);
    await answer(1);
    const next = kv.set('a', '2');
    await settled();
    await answer(2);
    await expect(next).resolves.toBeUndefined();
  });

  it('go on when one ends early, before its answer comes', async () => {
    const lost = failure(kv.set('a', '1', { timeout: 100 }));
    await settled();
    const next = kv.set('a', '2');
    await lost;
    await settled();
    expect(sent()).toEqual(['a=1', 'a=2']);
    await answer(1);
    await next;
  });

  it('leave no trace when they are done', async () => {
    const calls = [kv.set('a', '1'), kv.create('a', '2'), kv.update('a', () => '3')];
    for (let next = 0; next < 4; next += 1) {
      await settled();
      await answer(next);
    }
    await Promise.all(calls);
    const again = kv.set('a', '4');
    await settled();
    expect(sent().at(-1)).toBe('a=4');
    await answer(4);
    await again;
  });
});

describe('one request of several writes', () => {
  const never = new Promise<never>(() => undefined);
  const refused = { ok: false, error: new Error('refused') } as const;
  beforeEach(async () => {
    driver = new ScriptedDriver({ reads: 4, writes: 4, inFlight: 10 });
    kv = await createKvStore({ driver });
  });

  it('is not aborted under a neighbour when one leaves that was refused and is to be sent again', async () => {
    const controller = new AbortController();
    const first = failure(kv.set('a', '1', { signal: controller.signal }));
    const second = failure(kv.set('a', '2'));
    const neighbour = failure(kv.set('b', '1', { timeout: 200 }));
    await settled();
    driver.requests[0]?.answer({ a: refused, b: never });
    await second;
    controller.abort();
    await first;
    await settled();
    expect(driver.requests[0]?.call.signal?.aborted).toBe(false);
    await neighbour;
    expect(driver.requests[0]?.call.signal?.aborted).toBe(true);
  });

  it('is not aborted under who waits for it when a call leaves of which this part was refused', async () => {
    const controller = new AbortController();
    const stays = kv.set('a', '1');
    const both = [
      ['a', '2'],
      ['b', '2'],
    ] as const;
    const leaves = failure(kv.setMany(both, { signal: controller.signal }));
    await settled();
    driver.requests[0]?.answer({ a: refused, b: never });
    await settled();
    controller.abort();
    expect(await leaves).toMatchObject({ failures: [{ code: 'INVALID_ARGUMENT' }, { code: 'ABORTED' }] });
    expect(sent()).toEqual(['a=2 b=2', 'a=1']);
    expect(driver.requests[1]?.call.signal?.aborted).toBe(false);
    await answer(1);
    await stays;
  });

  it('is aborted when the last leaves, though another was refused', async () => {
    const first = failure(kv.set('a', '1'));
    const second = failure(kv.set('b', '1', { timeout: 100 }));
    await settled();
    driver.requests[0]?.answer({ a: refused, b: never });
    expect(await first).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(await second).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown' });
    expect(driver.requests[0]?.call.signal?.aborted).toBe(true);
  });

  it('is not made for a caller who leaves while its arguments are read', async () => {
    const controller = new AbortController();
    function* entries() {
      yield ['a', '1'] as const;
      controller.abort();
      yield ['b', '2'] as const;
    }
    const error = await failure(kv.setMany(entries(), { signal: controller.signal }));
    expect(error).toMatchObject({ code: 'ABORTED' });
    await settled();
    expect(driver.requests).toEqual([]);
  });

  it('is the last that a store sends once it is closed', async () => {
    kv = await createKvStore({ driver, gracePeriod: 0 });
    const first = failure(kv.set('a', '1'));
    await settled();
    const second = failure(kv.set('a', '2'));
    await kv.close();
    driver.requests[0]?.answer();
    expect(await first).toMatchObject({ code: 'CLOSED', outcome: 'unknown' });
    const error = await second;
    expect(error).toMatchObject({ code: 'CLOSED' });
    expect(error.outcome).toBeUndefined();
    await settled();
    expect(driver.requests).toHaveLength(1);
  });
});

describe('an update', () => {
  beforeEach(async () => {
    driver = new ScriptedDriver();
    kv = await createKvStore({ driver });
  });

  it('that others keep from succeeding until its deadline is a CONFLICT, which nothing came of', async () => {
    driver.swap = () => Promise.resolve(undefined);
    driver.read = (keys) =>
      Promise.resolve(keys.map(() => ({ ok: true, value: { value: 'theirs', version: 'new' } })));
    let changes = 0;
    const error = await failure(kv.update('a', () => String((changes += 1)), { timeout: 200 }));
    expect(error).toMatchObject({ code: 'CONFLICT', retryable: true, operation: 'update' });
    expect(error.outcome).toBeUndefined();
    expect(changes).toBeGreaterThan(1);
  });

  it('whose caller never gives a value holds up later writes until its deadline, and no longer', async () => {
    const update = failure(kv.update('a', () => new Promise<string>(() => undefined), { timeout: 100 }));
    await settled();
    await answer(0);
    const write = kv.set('a', '1');
    await settled();
    expect(sent()).toEqual(['read a']);
    expect(await update).toMatchObject({ code: 'TIMEOUT' });
    await settled();
    expect(sent()).toEqual(['read a', 'a=1']);
    await answer(1);
    await write;
  });

  it('reads strongly, whatever reads of the store are', async () => {
    const eventual = await createKvStore({ driver, consistency: 'eventual' });
    const updated = eventual.update('a', () => 'mine');
    await settled();
    expect(driver.requests[0]?.call.consistency).toBe('strong');
    await answer(0);
    await answer(1);
    expect(await updated).toBe('mine');
  });

  it('that makes nothing of nothing sends nothing', async () => {
    driver.read = (keys) => Promise.resolve(keys.map(() => ({ ok: true, value: undefined })));
    expect(await kv.update('a', () => undefined)).toBeUndefined();
    expect(driver.requests).toEqual([]);
  });

  it('that lost once and is in flight at its deadline is a TIMEOUT of unknown outcome', async () => {
    let swaps = 0;
    driver.swap = () => ((swaps += 1) === 1 ? Promise.resolve(undefined) : new Promise(() => undefined));
    driver.read = (keys) =>
      Promise.resolve(keys.map(() => ({ ok: true, value: { value: 'theirs', version: 'new' } })));
    const error = await failure(kv.update('a', () => 'mine', { timeout: 200 }));
    expect(error).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown' });
  });

  it('in flight at its deadline has an unknown outcome', async () => {
    const updated = failure(kv.update('a', () => 'mine', { timeout: 100 }));
    await settled();
    await answer(0);
    expect(sent()).toEqual(['read a', 'a?=mine']);
    expect(await updated).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown' });
    expect(driver.requests[1]?.call.signal?.aborted).toBe(true);
  });

  it('cut off while it reads has changed nothing, and says so', async () => {
    const error = await failure(kv.update('a', () => 'mine', { timeout: 100 }));
    expect(sent()).toEqual(['read a']);
    expect(error).toMatchObject({ code: 'TIMEOUT' });
    expect(error.outcome).toBeUndefined();
    expect(error.message).toContain('Nothing was changed');
  });

  it('cut off while it waits its turn begins nothing', async () => {
    const write = kv.set('a', 'first');
    const controller = new AbortController();
    const created = failure(kv.create('a', 'second', { signal: controller.signal }));
    await settled();
    controller.abort();
    await answer(0);
    await write;
    expect((await created).message).toContain('Nothing was changed');
    await settled();
    expect(sent()).toEqual(['a=first']);
  });

  it('sends nothing more once its caller is gone', async () => {
    const controller = new AbortController();
    const updated = failure(kv.update('a', () => 'mine', { signal: controller.signal }));
    await settled();
    controller.abort();
    await updated;
    await answer(0);
    expect(sent()).toEqual(['read a']);
  });
});

import { ScriptedDriver, settled } from '../../../test/support/scripted-driver.js';
import type { KvError } from './core/kv-error.js';
import { createKvStore, type OpenKvStore } from './create-kv-store.js';
import type { KvCommonOptions } from './kv-store.options.js';

class ClosingDriver extends ScriptedDriver {
  closed = 0;
  override close = (): Promise<void> => {
    this.closed += 1;
    return Promise.resolve();
  };
}

let driver: ClosingDriver;
let kv: OpenKvStore;
const open = async (options: KvCommonOptions = {}) => {
  driver = new ClosingDriver({ reads: 4, writes: 4, inFlight: 1 });
  kv = await createKvStore({ driver, ...options });
};
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('The call should have been rejected.');
    },
    (error: unknown) => error as KvError,
  );

/** Answers what is sent, one after the other, as long as something is. */
const answerAll = async () => {
  for (let index = 0; ; index += 1) {
    await settled();
    const request = driver.requests[index];
    if (!request) return;
    request.answer();
  }
};

beforeEach(() => open());

describe('a store that is closed', () => {
  it('waits for the calls under way, and for those that wait behind them', async () => {
    const calls = [kv.get('a'), kv.set('a', '1', { timeout: 1_000 }), kv.create('b', '2'), kv.set('b', '3')];
    await settled();
    const closed = kv.close();
    expect(await failure(kv.get('late'))).toMatchObject({ code: 'CLOSED' });
    expect([driver.requests.length, driver.closed]).toEqual([1, 0]);
    await answerAll();
    expect(await Promise.all(calls)).toEqual([
      'value of a',
      undefined,
      { ok: true, version: '1' },
      undefined,
    ]);
    await closed;
    expect([driver.requests.length, driver.closed]).toEqual([4, 1]);
  });

  it('waits no longer than its grace period, and cuts off what is left', async () => {
    await open({ gracePeriod: 20 });
    const sent = failure(kv.set('a', '1', { timeout: 60_000 }));
    await settled();
    const waiting = failure(kv.set('b', '1'));
    await kv.close();
    expect(driver.closed).toBe(1);
    expect(await sent).toMatchObject({ code: 'CLOSED', outcome: 'unknown', retryable: false });
    const error = await waiting;
    expect(error).toMatchObject({ code: 'CLOSED' });
    expect(error.outcome).toBeUndefined();
    expect(error.message).toContain('Nothing was changed.');
    expect(driver.requests).toHaveLength(1);
  });

  it.each([
    ['5,000 ms unless told otherwise', {}, 5_000],
    ['as long as it is told to', { gracePeriod: 800 }, 800],
  ])('gives calls under way %s', async (_, options, gracePeriod) => {
    jest.useFakeTimers();
    try {
      await open(options);
      let isOver = false;
      const call = failure(kv.set('a', '1', { timeout: 60_000 })).finally(() => {
        isOver = true;
      });
      const closed = kv.close();
      await jest.advanceTimersByTimeAsync(gracePeriod - 1);
      expect([isOver, driver.closed]).toEqual([false, 0]);
      await jest.advanceTimersByTimeAsync(2);
      expect(await call).toMatchObject({ code: 'CLOSED' });
      await closed;
    } finally {
      jest.useRealTimers();
    }
  });

  it('says of a batch which of its keys were done', async () => {
    await open({ gracePeriod: 20 });
    const batch = kv.setMany([
      ['a', '1'],
      ['b', '2'],
    ]);
    await settled();
    driver.requests[0]?.answer({ b: new Promise(() => undefined) });
    await Promise.all([
      expect(batch).rejects.toMatchObject({ code: 'CLOSED', failures: [{ key: 'b' }] }),
      kv.close(),
    ]);
  });

  it('lets an update end whose caller is at work', async () => {
    const updated = kv.update('a', async () => {
      void kv.close();
      await settled();
      return 'changed';
    });
    await answerAll();
    await answerAll();
    expect(await updated).toBe('changed');
  });

  it('ends under fake timers, too, where nothing is under way', async () => {
    jest.useFakeTimers();
    try {
      await kv.close();
      expect(driver.closed).toBe(1);
    } finally {
      jest.useRealTimers();
    }
  });

  it('leaves no timer behind', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    const read = kv.get('a');
    await settled();
    const closed = kv.close();
    expect(timers()).toBeGreaterThan(before);
    await answerAll();
    await Promise.all([read, closed]);
    expect(timers()).toBe(before);
  });

  it('rejects with why its driver could not be closed', async () => {
    driver.close = () => Promise.reject(new Error('refused'));
    const error = await failure(kv.close());
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', operation: 'close', cause: { name: 'Error' } });
    expect(error.message).not.toContain('refused');
  });

  it('does not wait for ever for a driver that does not close', async () => {
    driver.close = () => new Promise(() => undefined);
    jest.useFakeTimers();
    try {
      const closed = failure(kv.close());
      await jest.advanceTimersByTimeAsync(5_000);
      expect(await closed).toMatchObject({ code: 'TIMEOUT', operation: 'close' });
    } finally {
      jest.useRealTimers();
    }
  });
});

it.each([-1, NaN, Infinity, '5'])('refuses the grace period %p', async (gracePeriod) => {
  const error = await failure(createKvStore({ driver: 'memory', gracePeriod: gracePeriod as number }));
  expect(error.message).toContain(
    "option 'gracePeriod' of a store must be milliseconds, from 0 to 2147483647",
  );
});

import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';

import { ScriptedDriver, settled } from '../../../../test/support/scripted-driver.js';
import { until } from '../../../../test/support/until.js';
import type { KvDriver, KvDriverCall } from '../core/kv-driver.js';
import type { KvError } from '../core/kv-error.js';
import { KvFault } from '../core/kv-fault.js';
import type { KvCallInfo, KvObserver } from '../core/kv-observer.js';
import { createKvStore, type OpenKvStore } from '../create-kv-store.js';
import type { KvCommonOptions } from '../kv-store.options.js';

/** Each attempt to open it ends as the test says. */
class SlowToOpen extends ScriptedDriver {
  readonly attempts: { call: KvDriverCall; succeed: () => void; fail: (why: unknown) => void }[] = [];
  closed = 0;

  override open = (call?: KvDriverCall): Promise<void> =>
    new Promise((succeed, fail) => {
      if (call) this.attempts.push({ call, succeed, fail });
    });
  override close = (): Promise<void> => {
    this.closed += 1;
    return Promise.resolve();
  };
}

let driver: SlowToOpen;
let kv: OpenKvStore;
const open = async (options: KvCommonOptions = {}) => {
  driver = new SlowToOpen({ reads: 4, writes: 4, inFlight: 10 });
  kv = await createKvStore({ driver, startup: 'lazy', ...options });
};
afterEach(() => kv.close());

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('The call should have been rejected.');
    },
    (error: unknown) => error as KvError,
  );
const attempt = async (count: number) => {
  await until(() => driver.attempts.length === count);
  const last = driver.attempts.at(-1);
  if (!last) throw new Error('There was none.');
  return last;
};

it('a store with startup lazy is there before its back end', async () => {
  await open();
  expect(driver.attempts).toHaveLength(1);
  expect(kv.details).toEqual({});
});

describe('calls before the first attempt to open it has ended', () => {
  it('wait for it, and are made in their order', async () => {
    await open();
    const calls = [kv.set('a', '1'), kv.create('a', '2'), kv.get('b')];
    await settled();
    expect(driver.requests).toEqual([]);
    driver.attempts[0]?.succeed();
    await settled();
    expect(driver.requests.map(({ verb, keys }) => `${verb} ${keys.join()}`)).toEqual(['write a', 'read b']);
    driver.requests.forEach((request) => {
      request.answer();
    });
    await settled();
    driver.requests[2]?.answer();
    expect(await Promise.all(calls)).toEqual([undefined, { ok: true, version: '1' }, 'value of b']);
  });

  it('land before those that are called once it is open', async () => {
    let later: Promise<void> | undefined;
    const observer: KvObserver = {
      callEnded: ({ operation }: KvCallInfo) => {
        if (operation === 'open') later = kv.set('a', 'later');
      },
    };
    await open({ observers: [observer] });
    const first = kv.create('a', 'first');
    driver.attempts[0]?.succeed();
    await settled();
    expect(driver.requests.map(({ verb }) => verb)).toEqual(['swap']);
    driver.requests[0]?.answer();
    await settled();
    driver.requests[1]?.answer();
    await Promise.all([first, later]);
    expect(driver.requests[1]?.changes).toMatchObject([{ value: 'later' }]);
  });

  it('wait no longer than their deadline, or their caller', async () => {
    await open();
    const controller = new AbortController();
    const late = failure(kv.set('a', '1', { timeout: 20 }));
    const left = failure(kv.get('a', { signal: controller.signal }));
    controller.abort();
    expect(await left).toMatchObject({ code: 'ABORTED' });
    const error = await late;
    expect(error).toMatchObject({ code: 'TIMEOUT' });
    expect(error.outcome).toBeUndefined();
    expect(error.message).toContain('Nothing was changed.');
    driver.attempts[0]?.succeed();
    await settled();
    expect(driver.requests).toEqual([]);
  });

  it('have a deadline on drivers that need none', async () => {
    await open();
    await kv.close();
    const inProcess: KvDriver = Object.assign(new SlowToOpen(), { inProcess: true });
    kv = await createKvStore({ driver: inProcess, startup: 'lazy' });
    expect(await failure(kv.get('a', { timeout: 20 }))).toMatchObject({ code: 'TIMEOUT' });
  });

  it('are refused when it fails, which says why', async () => {
    await open();
    const calls = [failure(kv.get('a')), failure(kv.getMany(['a', 'b'])), failure(kv.increment('a'))];
    driver.attempts[0]?.fail(new KvFault('INVALID_ARGUMENT', 'the table has another key.'));
    for (const error of await Promise.all(calls)) {
      expect(error).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
      expect(error.outcome).toBeUndefined();
      expect(error.message).toContain(
        'The last attempt failed with INVALID_ARGUMENT: the table has another key.',
      );
    }
  });
});

it('an attempt has ten seconds', async () => {
  jest.useFakeTimers();
  try {
    await open();
    await jest.advanceTimersByTimeAsync(9_999);
    expect(driver.attempts[0]?.call.signal?.aborted).toBe(false);
    await jest.advanceTimersByTimeAsync(2);
    expect(driver.attempts[0]?.call.signal?.aborted).toBe(true);
    driver.attempts[0]?.fail(new Error('too late'));
  } finally {
    jest.useRealTimers();
  }
});

describe('a store that could not be opened', () => {
  beforeEach(async () => {
    await open();
    driver.attempts[0]?.fail(new Error('no connection'));
    await settled();
  });

  it('refuses calls at once, also while it is tried again', async () => {
    expect(await failure(kv.get('a'))).toMatchObject({ code: 'UNAVAILABLE', cause: { name: 'Error' } });
    await attempt(2);
    expect(await failure(kv.get('a'))).toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('is down, and says why', async () => {
    const { status, details } = await kv.healthCheck();
    expect([status, details.error?.code]).toEqual(['down', 'UNAVAILABLE']);
    expect(details.error?.message).toContain('not open yet');
  });

  it('is tried again until it succeeds', async () => {
    (await attempt(2)).fail(new Error('no connection'));
    (await attempt(3)).succeed();
    await settled();
    const found = kv.get('a');
    await settled();
    driver.requests[0]?.answer();
    expect(await found).toBe('value of a');
    expect((await kv.healthCheck()).status).toBe('up');
  });

  it('lets others have their turn when it is asked without a pause', async () => {
    let turns = 0;
    const immediate = setInterval(() => (turns += 1), 1);
    for (let asked = 0; asked < 1_000; asked += 1) await failure(kv.get('a'));
    clearInterval(immediate);
    expect(turns).toBeGreaterThan(0);
  });
});

describe('a store that is closed before it was open', () => {
  it('is not tried again, and closes its driver', async () => {
    await open();
    const waiting = failure(kv.get('a'));
    driver.attempts[0]?.fail(new Error('no connection'));
    await waiting;
    await kv.close();
    expect(driver.closed).toBe(1);
    // The pause before the next attempt would have been 200 at most.
    await delay(220);
    expect(driver.attempts).toHaveLength(1);
  });

  it('aborts the attempt that is under way, and the calls that wait for it in the end', async () => {
    await open({ gracePeriod: 20 });
    const waiting = failure(kv.set('a', '1'));
    await kv.close();
    expect(driver.attempts[0]?.call.signal?.aborted).toBe(true);
    expect(await waiting).toMatchObject({ code: 'CLOSED' });
    expect(driver.requests).toEqual([]);
  });
});

it('a call that waited goes on in the asynchronous context of its caller', async () => {
  const storage = new AsyncLocalStorage<string>();
  await storage.run('start', () => open());
  const change = jest.fn(() => storage.getStore());
  const call = storage.run('caller', () => kv.update('key', change));
  (await attempt(1)).succeed();
  for (const which of [0, 1]) {
    await until(() => driver.requests.length > which);
    driver.requests[which]?.answer();
  }
  expect(await call).toBe('caller');
});

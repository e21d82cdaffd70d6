import { inspect } from 'node:util';

import { createTestClock } from './testing/test-clock.js';
import type { KvChange, KvDriver, KvDriverCall } from './core/kv-driver.js';
import { KvBatchError, KvError } from './core/kv-error.js';
import { KvFault } from './core/kv-fault.js';
import type { KvCallEnd, KvCallInfo, KvObserver } from './core/kv-observer.js';
import { createKvStore } from './create-kv-store.js';
import type { KvCommonOptions } from './kv-store.options.js';

/** A back end far away that does what a test tells it. */
class RemoteDriver implements KvDriver {
  readonly name = 'remote';
  readonly limits = { keyBytes: 100, entryBytes: 1_000 };
  readonly details = { place: 'far away' };
  readonly calls: KvDriverCall[] = [];
  closed = 0;

  open = (): Promise<void> => Promise.resolve();
  close = (): Promise<void> => {
    this.closed += 1;
    return Promise.resolve();
  };
  ping = (): Promise<Record<string, string>> => Promise.resolve({ mood: 'good' });
  read: KvDriver['read'] = (keys, call) => {
    this.calls.push(call);
    return Promise.resolve(
      keys.map((key) => ({ ok: true, value: { value: `value of ${key}`, version: '1' } })),
    );
  };
  write: KvDriver['write'] = (changes: readonly KvChange[], call) => {
    this.calls.push(call);
    return Promise.resolve(changes.map(() => ({ ok: true, value: undefined })));
  };
  swap: KvDriver['swap'] = (_, expected, call) => {
    this.calls.push(call);
    return Promise.resolve(expected ?? '1');
  };
  classify: KvDriver['classify'] = (error) => ({
    code: (error as Error).message === 'busy' ? 'THROTTLED' : 'UNAVAILABLE',
  });
}

const never = () => new Promise<never>(() => undefined);
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error as KvError,
  );

let driver: RemoteDriver;
beforeEach(() => {
  driver = new RemoteDriver();
});
const open = (options: KvCommonOptions = {}) => createKvStore({ driver, ...options });

describe('a driver of your own', () => {
  it('is given keys with their namespace, and changes with their moment of expiry', async () => {
    const kv = await open({ clock: createTestClock(1_000) });
    const written: KvChange[] = [];
    driver.write = (changes) => {
      written.push(...changes);
      return Promise.resolve(changes.map(() => ({ ok: true, value: undefined })));
    };
    await kv.namespace('users').set('42', 'value', { ttl: 250.5 });
    await kv.delete('43');
    expect(written).toEqual([
      { type: 'put', key: 'users:42', value: 'value', expiresAt: 1_251 },
      { type: 'delete', key: '43' },
    ]);
    expect(await kv.namespace('users').get('42')).toBe('value of users:42');
  });

  it('is spared what is too large for it, in bytes', async () => {
    const kv = await open();
    const users = kv.namespace('users');
    await users.set('ö'.repeat(47), 'ö'.repeat(450));
    expect(driver.calls).toHaveLength(1);
    expect(await failureOf(users.set('ö'.repeat(47) + 'o', ''))).toMatchObject({ code: 'TOO_LARGE' });
    expect(await failureOf(users.set('ö'.repeat(47), 'ö'.repeat(450) + 'o'))).toMatchObject({
      code: 'TOO_LARGE',
    });
    expect(driver.calls).toHaveLength(1);
  });

  it('is given no call whose options are none', async () => {
    const kv = await open();
    for (const options of [null, 5, '1s']) {
      expect(await failureOf(kv.get('key', options as never))).toMatchObject({ code: 'INVALID_ARGUMENT' });
    }
    expect(driver.calls).toHaveLength(0);
  });

  it('is told the consistency of the call, else of the store', async () => {
    const kv = await open({ consistency: 'eventual' });
    await kv.get('a');
    await kv.get('a', { consistency: 'strong' });
    expect(driver.calls.map(({ consistency }) => consistency)).toEqual(['eventual', 'strong']);
  });

  it('is closed once, and not before', async () => {
    const kv = await open();
    expect(driver.closed).toBe(0);
    await Promise.all([kv.close(), kv.close(), kv[Symbol.asyncDispose]()]);
    expect(driver.closed).toBe(1);
    expect(await failureOf(kv.get('key'))).toMatchObject({ code: 'CLOSED', retryable: false });
    expect(await kv.healthCheck()).toMatchObject({ status: 'down', details: { error: { code: 'CLOSED' } } });
  });

  it('is closed when it cannot be opened', async () => {
    driver.open = () => Promise.reject(new Error('no route'));
    const error = await failureOf(open({ name: 'sessions' }));
    expect(error).toMatchObject({
      code: 'UNAVAILABLE',
      operation: 'open',
      store: 'sessions',
      driver: 'remote',
    });
    expect(error?.message).toContain('place far away');
    expect(driver.closed).toBe(1);
  });

  it('that cannot be closed either is reported for not opening', async () => {
    driver.open = () => Promise.reject(new Error('busy'));
    driver.close = () => Promise.reject(new Error('no such connection'));
    expect(await failureOf(open())).toMatchObject({ code: 'THROTTLED', operation: 'open' });
  });
});

describe('the deadline', () => {
  it('ends a call that the back end does not answer, and tells the driver', async () => {
    const kv = await open({ timeout: 20 });
    driver.read = (_, call) => {
      driver.calls.push(call);
      return never();
    };
    expect(await failureOf(kv.get('key'))).toMatchObject({
      code: 'TIMEOUT',
      operation: 'get',
      key: 'key',
      retryable: true,
    });
    expect(driver.calls[0]?.signal?.aborted).toBe(true);
  });

  it("is the call's own where it names one", async () => {
    const kv = await open({ timeout: 60_000 });
    driver.ping = never;
    driver.write = never;
    const error = await failureOf(kv.set('key', 'value', { timeout: 10 }));
    expect(error).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown' });
    expect(error?.message).toContain('10 ms');
    expect(await kv.healthCheck({ timeout: 10 })).toMatchObject({
      status: 'down',
      details: { driver: 'remote', place: 'far away', error: { code: 'TIMEOUT' } },
    });
  });

  it.each([
    ['a call', 5_000, async () => (await open()).get('key')],
    ['a start', 30_000, () => ((driver.open = never), open())],
  ] as const)('ends %s after %d ms unless told otherwise', async (_, after, begin) => {
    jest.useFakeTimers();
    try {
      driver.read = never;
      let isOver = false;
      const error = failureOf(begin()).finally(() => (isOver = true));
      await jest.advanceTimersByTimeAsync(after - 1);
      expect(isOver).toBe(false);
      await jest.advanceTimersByTimeAsync(2);
      expect(await error).toMatchObject({ code: 'TIMEOUT' });
    } finally {
      jest.useRealTimers();
    }
  });

  it('leaves no timer and no listener behind', async () => {
    jest.useFakeTimers();
    try {
      const kv = await open();
      const { signal } = new AbortController();
      const remove = jest.spyOn(signal, 'removeEventListener');
      await kv.get('key', { signal });
      driver.read = () => Promise.reject(new Error('down'));
      await failureOf(kv.get('key', { signal }));
      expect(jest.getTimerCount()).toBe(0);
      expect(remove).toHaveBeenCalledTimes(2);
    } finally {
      jest.useRealTimers();
    }
  });

  it('hears what comes too late without a word', async () => {
    const kv = await open({ timeout: 10 });
    let fail: (error: Error) => void = () => undefined;
    driver.read = () => new Promise((_, reject) => (fail = reject));
    expect(await failureOf(kv.get('key'))).toMatchObject({ code: 'TIMEOUT' });
    // An unhandled rejection would end the process of this test.
    fail(new Error('late'));
    await new Promise(setImmediate);
  });
});

describe('a caller who aborts', () => {
  it('is let go at once, whether or not the back end answers', async () => {
    const kv = await open();
    driver.read = driver.write = (_: unknown, call: KvDriverCall) => {
      driver.calls.push(call);
      return never();
    };
    const controller = new AbortController();
    const read = failureOf(kv.get('key', { signal: controller.signal }));
    const write = failureOf(kv.set('key', 'value', { signal: controller.signal }));
    await new Promise(setImmediate);
    controller.abort();
    expect(await read).toMatchObject({ code: 'ABORTED' });
    expect(await read).not.toHaveProperty('outcome');
    expect(await write).toMatchObject({ code: 'ABORTED', outcome: 'unknown' });
    expect(driver.calls.map(({ signal }) => signal?.aborted)).toEqual([true, true]);
  });

  it('is not told of health, nor is one who asks in a wrong way', async () => {
    const kv = await open();
    expect(await failureOf(kv.healthCheck({ signal: AbortSignal.abort() }))).toMatchObject({
      code: 'ABORTED',
    });
    expect(await failureOf(kv.healthCheck({ timeout: 0 }))).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

describe('failures of the driver', () => {
  it('are classified, and their own message stays behind', async () => {
    const kv = await open();
    driver.read = () =>
      Promise.reject(
        Object.assign(new Error('secret-key'), { code: 'ECONNRESET', status: 503, response: 'secret-value' }),
      );
    const error = await failureOf(kv.get('secret-key'));
    expect(error?.code).toBe('UNAVAILABLE');
    expect(error?.cause).toEqual({ name: 'Error', code: 'ECONNRESET', status: 503 });
    expect(inspect(error, { depth: 9 }) + JSON.stringify(error)).not.toContain('secret');
  });

  it('that are faults keep their code and sentence', async () => {
    const kv = await open();
    driver.read = () => Promise.reject(new KvFault('EXHAUSTED', 'the disk is full.'));
    const error = await failureOf(kv.get('key'));
    expect(error).toMatchObject({ code: 'EXHAUSTED' });
    expect(error?.message).toContain('the disk is full.');
  });

  it('of single keys name them, and only them', async () => {
    const kv = await open();
    driver.read = (keys) =>
      Promise.resolve(
        keys.map((key) =>
          key === 'n:b' ? { ok: false, error: new Error('busy') } : { ok: true, value: undefined },
        ),
      );
    const error = await failureOf(kv.namespace('n').getMany(['a', 'b', 'c']));
    expect(error).toBeInstanceOf(KvBatchError);
    expect(error).toMatchObject({ code: 'THROTTLED', retryable: true, operation: 'getMany' });
    expect((error as KvBatchError).failures.map(({ key }) => key)).toEqual(['b']);
    expect(Object.keys(error ?? {})).not.toContain('failures');
  });

  it('of different kinds are UNKNOWN together', async () => {
    const kv = await open();
    driver.write = () =>
      Promise.resolve([
        { ok: false, error: new Error('busy') },
        { ok: false, error: new Error('down') },
      ]);
    const error = await failureOf(kv.deleteMany(['a', 'b']));
    expect(error).toMatchObject({ code: 'UNKNOWN', retryable: true, outcome: 'unknown' });
    expect(error?.message).toContain('THROTTLED 1, UNAVAILABLE 1');
    const [first] = (error as KvBatchError).failures;
    expect(error?.message).toContain(`The first: ${first?.message ?? ''}`);
  });

  it('may pass by themselves only where each of them may', async () => {
    const kv = await open();
    driver.write = () =>
      Promise.resolve([
        { ok: false, error: new Error('busy') },
        { ok: false, error: new KvFault('PERMISSION_DENIED', 'not yours.') },
      ]);
    expect(await failureOf(kv.deleteMany(['a', 'b']))).toMatchObject({ code: 'UNKNOWN', retryable: false });
  });

  it('may be anything that can be thrown', async () => {
    const kv = await open();
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what a careless client does
    driver.read = () => Promise.reject('secret-key');
    expect((await failureOf(kv.get('key')))?.cause).toEqual({ name: 'string' });
    driver.read = () => Promise.reject(Object.assign(new Error('down'), { name: 5 }));
    expect((await failureOf(kv.get('key')))?.cause).toEqual({ name: 'Error' });
  });

  it('are told in health after the time that they took', async () => {
    const kv = await open();
    driver.ping = () =>
      new Promise((_, reject) => {
        setTimeout(reject, 20, new Error('down'));
      });
    const { details } = await kv.healthCheck();
    expect(details.latencyMs).toBeGreaterThan(15);
  });

  it('are its health, also where a caller may be at fault', async () => {
    const kv = await open();
    driver.classify = () => ({ code: 'INVALID_ARGUMENT' });
    driver.ping = () => Promise.reject(new Error('no such namespace'));
    expect(await kv.healthCheck()).toMatchObject({
      status: 'down',
      details: { error: { code: 'INVALID_ARGUMENT' } },
    });
  });

  it('even a bug, are a KvError', async () => {
    const kv = await open();
    driver.read = () => {
      throw new TypeError('secret-key is not a function');
    };
    driver.classify = () => {
      throw new TypeError('secret-key again');
    };
    const error = await failureOf(kv.get('key'));
    expect(error).toBeInstanceOf(KvError);
    expect(error).toMatchObject({ code: 'UNKNOWN', cause: { name: 'TypeError' } });
    expect(error?.message).not.toContain('secret');
  });
});

describe('observers', () => {
  const recorder = () => {
    const seen: [KvCallInfo, KvCallEnd | undefined][] = [];
    const observer: KvObserver = {
      callStarted: (call) => seen.push([call, undefined]),
      callEnded: (call, end) => {
        const entry = seen.find(([started]) => started === call);
        if (entry) entry[1] = end;
      },
    };
    return {
      seen,
      observer,
      outcomes: () => seen.map(([{ operation }, end]) => `${operation} ${end?.outcome ?? ''}`),
    };
  };

  it("are given the caller's own error", async () => {
    const { observer, seen } = recorder();
    const kv = await open({ observers: [observer] });
    const error = await failureOf(kv.get(''));
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' });
    expect(seen.find(([{ operation }]) => operation === 'get')?.[1]?.error).toBe(error);
  });

  it('are told of every call, its outcome and its time', async () => {
    const { observer, outcomes, seen } = recorder();
    const started = performance.now();
    const kv = await open({ name: 'sessions', observers: [observer] });
    await kv.get('key');
    await kv.has('key');
    driver.read = (keys) => Promise.resolve(keys.map(() => ({ ok: true, value: undefined })));
    await kv.get('key');
    await failureOf(kv.getOrThrow('key'));
    await kv.getMany(['key', 'another']);
    await kv.set('key', 'value');
    await kv.setMany([['key', 'value']]);
    await kv.delete('key');
    await kv.deleteMany(['key']);
    await failureOf(kv.get(''));
    await kv.healthCheck();
    const took = performance.now() - started;
    expect(outcomes()).toEqual([
      'open ok',
      'get hit',
      'has hit',
      'get miss',
      'getOrThrow NOT_FOUND',
      'getMany ok',
      'set ok',
      'setMany ok',
      'delete ok',
      'deleteMany ok',
      'get INVALID_ARGUMENT',
      'healthCheck ok',
    ]);
    for (const [call, end] of seen) {
      expect(call).toMatchObject({ store: 'sessions', driver: 'remote' });
      expect(JSON.stringify(call)).not.toContain('key');
      expect(end?.durationMs).toBeGreaterThanOrEqual(0);
      expect(end?.durationMs).toBeLessThanOrEqual(took);
    }
  });

  it('see an expired entry as a miss, and a failure with its error', async () => {
    const { observer, seen, outcomes } = recorder();
    const kv = await open({ clock: createTestClock(5_000), observers: [observer] });
    driver.read = () =>
      Promise.resolve([{ ok: true, value: { value: 'old', version: '1', expiresAt: 5_000 } }]);
    expect(await kv.get('key')).toBeUndefined();
    driver.read = () => Promise.reject(new Error('busy'));
    await failureOf(kv.get('key'));
    expect(outcomes()).toEqual(['open ok', 'get miss', 'get THROTTLED']);
    expect(seen[2]?.[1]?.error).toMatchObject({ code: 'THROTTLED' });
  });

  it.each([
    [
      'throw',
      () => {
        throw new Error('secret');
      },
    ],
    ['reject', () => Promise.reject(new Error('secret'))],
    [
      'throw what has no text',
      () => {
        throw Object.create(null);
      },
    ],
  ])('that %s harm no call, and are reported once', async (_, broken) => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const methods = {
      callStarted: broken,
      callEnded: broken,
      driverEvent: broken,
      requestStarted: broken,
      requestEnded: broken,
      notice: broken,
    };
    const kv = await open({ observers: [methods] });
    expect(await kv.get('key')).toBe('value of key');
    expect(warn).toHaveBeenCalledTimes(1);
    expect(warn.mock.calls[0]?.[0]).toContain('An observer of nestjs-kv-store threw');
    expect(warn.mock.calls[0]?.[0]).not.toContain('secret');
    warn.mockRestore();
  });
});

describe('options', () => {
  it.each([
    [undefined, 'a store needs options'],
    [null, 'a store needs options'],
    [{}, "'driver'"],
    [{ driver: 'dynamo' }, "'driver'"],
    [{ driver: '__proto__' }, "'driver'"],
    [{ driver: {} }, "'driver'"],
    [{ driver: 'memory', max: 5 }, "'max'"],
    [{ driver: 'memory', name: '' }, "'name'"],
    [{ driver: 'memory', timeout: 0 }, "'timeout'"],
    [{ driver: 'memory', timeout: 0 }, 'not 0.'],
    [{ driver: 'memory', timeout: 2 ** 31 }, "'timeout'"],
    [{ driver: 'memory', timeout: '5s' }, "'timeout'"],
    [{ driver: 'memory', timeout: '5s' }, 'not this string.'],
    [{ driver: 'memory', timeout: [5_000] }, 'not this array.'],
    [{ driver: 'memory', consistency: 'maybe' }, "'consistency'"],
    [{ driver: 'memory', observers: {} }, "'observers'"],
    // eslint-disable-next-line no-sparse-arrays -- What no list of observers is.
    [{ driver: 'memory', observers: [,] }, "'observers'"],
    [{ driver: 'memory', clock: {} }, "'clock'"],
    [{ driver: new RemoteDriver(), table: 'kv' }, "'table'"],
  ])('%j are refused by naming the option', async (options, named) => {
    const error = await failureOf(createKvStore(options as never));
    expect(error).toBeInstanceOf(KvError);
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', operation: 'open' });
    expect(error?.message).toContain(named);
  });

  it('may let a call take as long as a timer waits', async () => {
    const kv = await createKvStore({ driver: 'memory', timeout: 2 ** 31 - 1 });
    expect(await kv.get('key')).toBeUndefined();
    await kv.close();
  });

  it('that are undefined are as if they were not there', async () => {
    const kv = await createKvStore({ driver: 'memory', name: undefined, timeout: undefined } as never);
    expect(kv.name).toBe('default');
    await kv.close();
  });
});

it.each([
  ['a URL as driver', { driver: 'redis://user:secret@host' }],
  ['a URL as the name of an option', { driver: 'memory', 'redis://user:secret@host': true }],
])('%s is not told in the error', async (_, options) => {
  const error = await createKvStore(options as never).then(
    () => undefined,
    (reason: unknown) => reason as KvError,
  );
  expect(error).toMatchObject({
    code: 'INVALID_ARGUMENT',
    driver: expect.not.stringContaining('secret') as string,
  });
  expect(inspect(error)).not.toContain('secret');
});

it('says that there are more options than those of the driver', async () => {
  await expect(createKvStore({ driver: 'memory', timeOut: 500 } as never)).rejects.toThrow(
    /driver 'memory' has no option 'timeOut'. Its options: .+ Every store has others besides, such as timeout/,
  );
});

it.each([
  'callStarted',
  'callEnded',
  'aroundCallback',
  'driverEvent',
  'requestStarted',
  'aroundRequest',
  'requestEnded',
  'notice',
])('an observer whose %s is no function is refused', async (method) => {
  const options = { driver: 'memory', observers: [{ [method]: 'tell me' }] } as never;
  await expect(createKvStore(options)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});

import { ScriptedDriver, settled } from '../../../../test/support/scripted-driver.js';
import type { KvDriver } from '../core/kv-driver.js';
import type { KvError, KvErrorCode, KvFailure } from '../core/kv-error.js';
import { KvFault } from '../core/kv-fault.js';
import type { KvStore } from '../core/kv-store.js';
import { createKvStore } from '../create-kv-store.js';

/** A driver that has every verb, the last three for itself. */
class WholeDriver extends ScriptedDriver {
  sum = 41;
  increment: NonNullable<KvDriver['increment']> = function (this: WholeDriver, _, by) {
    return Promise.resolve((this.sum += by));
  };
  touch: NonNullable<KvDriver['touch']> = function (this: WholeDriver) {
    return Promise.resolve(this.sum === 41);
  };
  take: NonNullable<KvDriver['take']> = function (this: WholeDriver) {
    return Promise.resolve({ value: String(this.sum), version: '1' });
  };
}

let driver: WholeDriver;
beforeEach(() => {
  driver = new WholeDriver();
});
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('The call should have been rejected.');
    },
    (error: unknown) => error as KvError,
  );
const fail = () => Promise.reject(new Error('connection lost'));
const never = () => new Promise<never>(() => undefined);

it('has the driver do what it can do in one step', async () => {
  const kv = await createKvStore({ driver });
  expect(await kv.touch('key', null)).toBe(true);
  expect(await kv.increment('key')).toBe(42);
  expect(await kv.take('key')).toBe('42');
  expect(driver.requests).toEqual([]);
});

describe.each([
  ['that fail so that nobody knows', fail, {}, 'UNAVAILABLE'],
  ['that are not answered', never, { timeout: 20 }, 'TIMEOUT'],
])('steps %s', (_, step, options, code) => {
  beforeEach(() => {
    driver.increment = driver.touch = driver.take = driver.swap = step;
  });

  it('may or may not have changed something', async () => {
    const kv = await createKvStore({ driver });
    const expected = { code, outcome: 'unknown' };
    expect(await failure(kv.increment('key', 1, options))).toMatchObject(expected);
    expect(await failure(kv.touch('key', null, options))).toMatchObject(expected);
    expect(await failure(kv.take('key', options))).toMatchObject(expected);
    expect(await failure(kv.deleteIf('key', '1', options))).toMatchObject(expected);
  });
});

it('what was taken and cannot be read may be lost where it is not put back in time', async () => {
  driver.take = () => Promise.resolve({ value: Uint8Array.of(0xff), version: '1' });
  driver.swap = never;
  const kv = await createKvStore({ driver });
  expect(await failure(kv.take('key', { timeout: 20 }))).toMatchObject({
    code: 'TIMEOUT',
    outcome: 'unknown',
  });
});

it('an update sends nothing once the store is closed', async () => {
  const kv = await createKvStore({ driver, gracePeriod: 0 });
  const swap = jest.spyOn(driver, 'swap');
  const updated = failure(
    kv.update('key', async () => {
      await kv.close();
      return 'value';
    }),
  );
  await settled();
  driver.requests[0]?.answer();
  expect(await updated).toMatchObject({ code: 'CLOSED' });
  expect(swap).not.toHaveBeenCalled();
});

it('a driver that does no I/O may answer for one key later, too', async () => {
  const record = { value: 'value', version: '1' };
  driver.read = () =>
    Promise.resolve([{ ok: true, value: record }, Promise.resolve({ ok: true, value: undefined })]);
  const kv = await createKvStore({ driver: Object.assign(driver, { inProcess: true }) });
  expect(await kv.getMany(['a', 'b'])).toEqual(['value', undefined]);
});

it('what only reads or opens says nothing of changes, however it fails', async () => {
  driver.read = driver.open = fail;
  const opening = createKvStore({ driver });
  expect(await failure(opening)).not.toHaveProperty('outcome');
  driver.open = () => Promise.resolve();
  const kv = await createKvStore({ driver });
  const error = await failure(kv.get('key'));
  expect(error).toMatchObject({ code: 'UNAVAILABLE' });
  expect(error).not.toHaveProperty('outcome');
});

it.each<[KvErrorCode, KvFailure['outcome'], string | undefined]>([
  ['UNAVAILABLE', undefined, 'unknown'],
  ['TIMEOUT', undefined, 'unknown'],
  ['ABORTED', undefined, 'unknown'],
  ['UNKNOWN', undefined, 'unknown'],
  ['THROTTLED', undefined, undefined],
  ['PERMISSION_DENIED', undefined, undefined],
  ['THROTTLED', 'unknown', 'unknown'],
  ['UNAVAILABLE', 'none', undefined],
])(
  'a change that fails with %s, of which the driver says %p, has the outcome %p',
  async (code, said, outcome) => {
    driver.write = fail;
    driver.classify = () => ({ code, ...(said && { outcome: said }) });
    const kv = await createKvStore({ driver });
    expect((await failure(kv.set('key', 'value'))).outcome).toBe(outcome);
  },
);

it.each<[KvFailure['outcome'], string | undefined]>([
  [undefined, undefined],
  ['none', undefined],
  ['unknown', 'unknown'],
])(
  'a change that fails with a fault of the driver, of which it says %p, has the outcome %p',
  async (said, outcome) => {
    const fault = new KvFault('UNAVAILABLE', 'It is down.', said && { outcome: said });
    driver.swap = () => Promise.reject(fault);
    const kv = await createKvStore({ driver });
    expect(await failure(kv.create('key', 'value'))).toMatchObject({
      code: 'UNAVAILABLE',
      reason: fault.message,
    });
    expect((await failure(kv.create('key', 'value'))).outcome).toBe(outcome);
  },
);

describe('a driver that gives up at once when its call is aborted', () => {
  const givesUp = (call: { signal?: AbortSignal | undefined }) =>
    new Promise<never>((_, reject) => {
      call.signal?.addEventListener('abort', () => {
        reject(new Error('anything'));
      });
    });

  it.each<[string, (kv: KvStore, signal: AbortSignal) => Promise<unknown>]>([
    ['get', (kv, signal) => kv.get('key', { signal })],
    ['getMany', (kv, signal) => kv.getMany(['key', 'other'], { signal })],
    ['set', (kv, signal) => kv.set('key', 'value', { signal })],
    ['create', (kv, signal) => kv.create('key', 'value', { signal })],
    ['touch', (kv, signal) => kv.touch('key', null, { signal })],
    ['page', (kv, signal) => kv.page({ signal })],
    ['keys', (kv, signal) => kv.keys({ signal })[Symbol.asyncIterator]().next()],
    ['entries', (kv, signal) => kv.entries({ signal })[Symbol.asyncIterator]().next()],
    ['clear', (kv, signal) => kv.clear({ all: true, signal })],
  ])('leaves %s ABORTED', async (_, begin) => {
    const aborting: KvDriver = {
      name: 'aborting',
      limits: driver.limits,
      details: {},
      open: driver.open,
      close: driver.close,
      ping: driver.ping,
      read: (_keys, call) => givesUp(call),
      write: (_changes, call) => givesUp(call),
      swap: (_change, _expected, call) => givesUp(call),
      touch: (_key, _expiresAt, call) => givesUp(call),
      list: (_range, call) => givesUp(call),
      classify: () => ({ code: 'UNKNOWN' }),
    };
    const kv = await createKvStore({ driver: aborting });
    const controller = new AbortController();
    const failed = failure(begin(kv, controller.signal));
    setTimeout(() => {
      controller.abort();
    }, 5);
    expect((await failed).code).toBe('ABORTED');
  });
});

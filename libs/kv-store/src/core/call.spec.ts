import { ScriptedDriver, settled } from '../../../../test/support/scripted-driver.js';
import { createKvStore, type OpenKvStore } from '../create-kv-store.js';
import type { KvError } from './kv-error.js';

let driver: ScriptedDriver;
let kv: OpenKvStore;
beforeEach(async () => {
  driver = new ScriptedDriver();
  kv = await createKvStore({ driver });
});

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('The call should have been rejected.');
    },
    (error: unknown) => error as KvError,
  );
const answerAll = async () => {
  // Those that are sent meanwhile, too.
  for (const request of driver.requests) {
    request.answer();
    await settled();
  }
};
const timeout = 20;

it.each<[string, () => Promise<unknown>]>([
  ['set', () => kv.set('key', 'value', { timeout })],
  ['setMany', () => kv.setMany([['key', 'value']], { timeout })],
  ['delete', () => kv.delete('key', { timeout })],
  ['deleteMany', () => kv.deleteMany(['key'], { timeout })],
  ['create', () => kv.create('key', 'value', { timeout })],
  ['replaceIf', () => kv.replaceIf('key', 'value', '1', { timeout })],
  ['deleteIf', () => kv.deleteIf('key', '1', { timeout })],
])('%s, sent but not answered, may or may not have changed something', async (operation, call) => {
  const error = await failure(call());
  expect(driver.requests).toHaveLength(1);
  expect(error).toMatchObject({ code: 'TIMEOUT', operation, outcome: 'unknown' });
});

it.each<[string, () => Promise<unknown>]>([
  ['get', () => kv.get('key', { timeout })],
  ['has', () => kv.has('key', { timeout })],
  ['getOrSet', () => kv.getOrSet('key', () => 'value', { timeout })],
])('%s says nothing of changes', async (_, call) => {
  const error = await failure(call());
  expect(error.outcome).toBeUndefined();
  expect(error.message).not.toContain('changed');
});

it('what an update makes after its caller was told that nothing was changed is not stored', async () => {
  let change: (value: string) => void = () => undefined;
  const updated = failure(
    kv.update('key', () => new Promise<string>((resolve) => (change = resolve)), { timeout }),
  );
  await settled();
  await answerAll();
  expect((await updated).message).toContain('Nothing was changed.');
  change('late');
  await settled();
  expect(driver.requests.map(({ verb }) => verb)).toEqual(['read']);
});

it('has one signal, which is aborted when the call ends early, and not before', async () => {
  const created = failure(kv.create('key', 'value', { timeout }));
  await settled();
  const signals = [driver.requests[0]?.call.signal, driver.requests[0]?.call.signal];
  expect(signals.map((signal) => signal?.aborted)).toEqual([false, false]);
  await created;
  expect(signals.map((signal) => signal?.aborted)).toEqual([true, true]);
});

describe('a driver that hears that its call has ended', () => {
  const rejectsWhenAborted = (message: string) => {
    driver.swap = (_, __, { signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => {
          reject(new Error(message));
        });
      });
    const { classify } = driver;
    driver.classify = (error) =>
      (error as Error).message === 'aborted' ? { code: 'ABORTED' } : classify(error);
  };

  it('and gives up does not hide what ended it', async () => {
    rejectsWhenAborted('aborted');
    const error = await failure(kv.create('key', 'value', { timeout }));
    expect(error).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown' });
    expect(error.message).toContain('20 ms');
  });

  it('and knows more is believed', async () => {
    rejectsWhenAborted('busy');
    const error = await failure(kv.create('key', 'value', { timeout }));
    expect(error).toMatchObject({ code: 'THROTTLED' });
    expect(error.outcome).toBeUndefined();
  });

  it('or gives up by itself is ABORTED', async () => {
    rejectsWhenAborted('aborted');
    driver.swap = () => Promise.reject(new Error('aborted'));
    expect(await failure(kv.create('key', 'value'))).toMatchObject({ code: 'ABORTED', outcome: 'unknown' });
  });
});

it('tells observers what a driver says while it changes something', async () => {
  const [driverEvent, notice] = [jest.fn(), jest.fn()];
  const event = { type: 'capacity', operation: 'write', units: 1 } as const;
  driver.swap = (_, __, call) => {
    call.report?.(event);
    call.notice('The table is nearly full.');
    return Promise.resolve('1');
  };
  const watched = await createKvStore({ driver, observers: [{ driverEvent, notice }] });
  await watched.create('key', 'value');
  const store = { store: 'default', driver: 'scripted', backEnd: { system: 'scripted' } };
  expect(driverEvent.mock.calls).toEqual([[event, store]]);
  expect(notice.mock.calls).toEqual([['The table is nearly full.', store]]);
});

describe('an error', () => {
  it('says where the back end is when it cannot be opened, and only then', async () => {
    const far = Object.assign(new ScriptedDriver(), { details: { place: 'far away' } });
    const opened = await createKvStore({ driver: far });
    const lost = () => Promise.reject(new Error('connection lost'));
    far.read = lost;
    far.open = lost;
    expect((await failure(createKvStore({ driver: far }))).message).toContain('place far away');
    expect((await failure(opened.get('key'))).message).not.toContain('far away');
  });

  it('says what the version is that is none', async () => {
    expect((await failure(kv.deleteIf('key', ''))).reason).toContain('not an empty one');
    expect((await failure(kv.deleteIf('key', 7 as never))).reason).toContain('not a number');
  });

  it('has no key where none was given that could be one', async () => {
    expect(await failure(kv.get(7 as never))).toMatchObject({ key: undefined });
    expect(await failure(kv.getMany([7 as never]))).toMatchObject({ key: undefined });
  });

  it('names those keys of many that failed, as they were given', async () => {
    const users = kv.namespace('users');
    const error = failure(
      users.setMany([
        ['a', 'value'],
        ['b', 'value'],
      ]),
    );
    await settled();
    driver.requests[0]?.answer({ 'users:b': { ok: false, error: new Error('busy') } });
    expect(await error).toMatchObject({ code: 'THROTTLED', failures: [{ key: 'b' }] });
    expect((await error).message).toContain('1 of 2 keys');
  });

  it('is UNKNOWN where a driver gives fewer outcomes than it was given keys', async () => {
    driver.read = () => Promise.resolve([]);
    const error = await failure(kv.get('key'));
    expect(error).toMatchObject({ code: 'UNKNOWN', key: 'key' });
    expect(error.reason).toContain('the driver gave no outcome');
    expect(error.outcome).toBeUndefined();
    driver.write = () => Promise.resolve([]);
    expect(await failure(kv.set('key', 'value'))).toMatchObject({ code: 'UNKNOWN', outcome: 'unknown' });
    const short = Object.assign(new ScriptedDriver(), { inProcess: true, read: () => Promise.resolve([]) });
    const inProcess = await createKvStore({ driver: short });
    expect((await failure(inProcess.get('key'))).reason).toBe(error.reason);
  });

  it('is INVALID_ARGUMENT where an argument throws what may hold a secret, of which the name alone is told', async () => {
    const keys = {
      [Symbol.iterator]: () => {
        throw new TypeError('secret-key');
      },
    };
    const error = await failure(kv.getMany(keys));
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', operation: 'getMany' });
    expect(error.reason).toBe("'keys' cannot be iterated: it throws (TypeError).");
    expect(error.message).not.toContain('secret-key');
  });
});

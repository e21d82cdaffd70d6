import { ScriptedDriver, settled } from '../../../../test/support/scripted-driver.js';
import { createKvStore, type OpenKvStore } from '../create-kv-store.js';
import type { KvError } from './kv-error.js';
import type { KvCreateOptions } from './kv-store.js';

let driver: ScriptedDriver;
let kv: OpenKvStore;
beforeEach(async () => {
  driver = new ScriptedDriver();
  kv = await createKvStore({ driver, timeout: 1_000 });
});

const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('The call should have been rejected.');
    },
    (error: unknown) => error as KvError,
  );

/** Options that count how often each is read. */
function counting(options: object): { options: object; reads: Record<string, number> } {
  const reads: Record<string, number> = {};
  const get = (target: object, name: string) => {
    reads[name] = (reads[name] ?? 0) + 1;
    return Reflect.get(target, name) as unknown;
  };
  return { options: new Proxy(options, { get: get as ProxyHandler<object>['get'] & object }), reads };
}

it('options are read once, and not again where a call takes time', async () => {
  const cached = await createKvStore({ driver: 'memory', cache: { max: 10, ttl: 1_000 } });
  const calls: ((options: KvCreateOptions) => Promise<unknown>)[] = [
    (options) => cached.get('a', options),
    (options) => cached.set('a', '1', options),
    (options) => cached.setMany([['a', '1']], options),
    (options) => cached.create('b', '1', options),
    (options) => cached.increment('a', 1, options),
    (options) => cached.update('c', () => Promise.resolve('1'), options),
    (options) => cached.getOrSet('d', () => Promise.resolve('1'), options),
  ];
  for (const call of calls) {
    const { options, reads } = counting({ ttl: 60_000, consistency: 'strong' });
    await call(options);
    expect(reads).toEqual({ signal: 1, timeout: 1, consistency: 1, ttl: 1 });
  }
});

it('the prefix of a list is read once, whatever becomes of it while the list is read', async () => {
  const memory = await createKvStore({ driver: 'memory' });
  await memory.setMany(Array.from({ length: 2_000 }, (_, index) => [`a${String(index)}`, '1'] as const));
  await memory.set('b', '1');
  const range = { prefix: 'a' };
  const seen: string[] = [];
  for await (const key of memory.keys(range)) {
    range.prefix = 'b';
    seen.push(key);
  }
  expect(new Set(seen).size).toBe(2_000);
  expect(seen).not.toContain('b');
});

it('an option that throws is refused without what it threw', async () => {
  const options = {
    get ttl(): number {
      throw new TypeError('secret');
    },
  };
  const error = await failure(kv.set('a', '1', options));
  expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', operation: 'set' });
  expect(error.reason).toBe('the options cannot be read: one of them throws (TypeError).');
  expect(driver.requests).toHaveLength(0);
});

describe("a signal of somebody else's making", () => {
  const nothing = () => undefined;

  it('that cannot be listened to ends its call at once, and leaves no timer', async () => {
    const signal = {
      aborted: false,
      addEventListener: () => {
        throw new Error('secret');
      },
      removeEventListener: nothing,
    } as unknown as AbortSignal;
    const ended = jest.fn();
    const observed = await createKvStore({ driver, observers: [{ callEnded: ended }] });
    const timers = process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length;
    ended.mockClear();
    const error = await failure(observed.get('a', { signal, timeout: 3_000 }));
    expect(error).toMatchObject({ code: 'ABORTED', reason: 'its signal throws when it is listened to.' });
    expect(ended).toHaveBeenCalledTimes(1);
    expect(process.getActiveResourcesInfo().filter((type) => type === 'Timeout').length).toBe(timers);
  });

  it('that cannot be let go keeps no call from its answer', async () => {
    const signal = {
      aborted: false,
      addEventListener: nothing,
      removeEventListener: () => {
        throw new Error('secret');
      },
    } as unknown as AbortSignal;
    const read = kv.get('a', { signal });
    await settled();
    driver.requests[0]?.answer();
    await expect(read).resolves.toBe('value of a');
  });

  it('that has no way to be let go is refused', async () => {
    const signal = { aborted: false, addEventListener: nothing } as unknown as AbortSignal;
    expect(await failure(kv.get('a', { signal }))).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('that throws when it is asked is refused', async () => {
    const signal = {
      get aborted(): boolean {
        throw new TypeError('secret');
      },
    } as AbortSignal;
    const error = await failure(kv.get('a', { signal }));
    expect(error.code).toBe('INVALID_ARGUMENT');
    expect(error.reason).toMatch(/^option 'signal' must be an AbortSignal/);
  });
});

import { ScriptedDriver, settled } from '../../../../test/support/scripted-driver.js';
import type { KvBreakerState, KvDriver } from '../core/kv-driver.js';
import type { KvError } from '../core/kv-error.js';
import type { KvObserver } from '../core/kv-observer.js';
import { createKvStore, type OpenKvStore } from '../create-kv-store.js';
import type { KvCommonOptions } from '../kv-store.options.js';
import type { KvBreakerOptions } from './breaker-options.js';

let driver: ScriptedDriver;
let kv: OpenKvStore;
let states: KvBreakerState[];
/** How the back end answers; what is not answered stays in flight. */
let answers: 'well' | 'busy' | 'down' | 'not at all';

class AnsweringDriver extends ScriptedDriver {
  override read: KvDriver['read'] = (keys, call) => this.#answered(super.read(keys, call));
  override write: KvDriver['write'] = (changes, call) => this.#answered(super.write(changes, call));
  override swap: KvDriver['swap'] = (...args) => this.#answered(super.swap(...args));
  override ping = (): Promise<Record<string, string>> =>
    answers === 'down' ? Promise.reject(new Error('down')) : Promise.resolve({});

  #answered<T>(answer: Promise<T>): Promise<T> {
    const request = this.requests.at(-1);
    if (answers === 'well') request?.answer();
    else if (answers !== 'not at all') request?.fail(new Error(answers));
    return answer;
  }
}

const open = async (breaker: KvBreakerOptions = {}, options: KvCommonOptions = {}) => {
  driver = new AnsweringDriver({ reads: 4, writes: 4, inFlight: 10 });
  states = [];
  const observer: KvObserver = {
    driverEvent: (event) => {
      if (event.type === 'breaker') states.push(event.state);
    },
  };
  kv = await createKvStore({
    driver,
    observers: [observer],
    breaker: { minimumCalls: 4, halfOpenAfter: 1_000, ...breaker },
    ...options,
  });
};
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('The call should have been rejected.');
    },
    (error: unknown) => error as KvError,
  );
const inTurn = async (count: number, call: () => Promise<unknown>) => {
  for (let done = 0; done < count; done += 1) await call().catch(() => undefined);
  await settled();
};
/** Fails until the breaker is open, and answers from then on. */
const breakDown = async () => {
  answers = 'down';
  await inTurn(4, () => kv.get('a'));
  expect(states.at(-1)).toBe('open');
  answers = 'well';
  driver.requests.length = 0;
};
/** Moves the clock to when one call is let through. */
const waitToTry = () => jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 1_000);

beforeEach(async () => {
  answers = 'well';
  await open();
});
afterEach(async () => {
  jest.restoreAllMocks();
  await kv.close();
});

describe('a circuit breaker', () => {
  it('is closed while the back end answers', async () => {
    await inTurn(100, () => kv.get('a'));
    expect(states).toEqual(['closed']);
    expect((await kv.healthCheck()).details['breaker']).toBe('closed');
  });

  it('opens when more than the threshold of calls fail, and sends nothing then', async () => {
    await breakDown();
    for (const call of [
      kv.get('a'),
      kv.set('a', '1'),
      kv.create('a', '1'),
      kv.increment('a'),
      kv.getMany(['a', 'b']),
      kv.setMany([['a', '1']]),
      kv.getOrSet('a', () => 'loaded'),
      kv.clear({ all: true }),
      kv.keys()[Symbol.asyncIterator]().next(),
    ]) {
      const error = await failure(call);
      expect(error).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
      expect(error.message).toContain('circuit breaker is open');
      expect(error.outcome).toBeUndefined();
    }
    expect(driver.requests).toEqual([]);
    expect(states).toEqual(['closed', 'open']);
  });

  it('stays closed below the threshold, and below the fewest calls', async () => {
    answers = 'down';
    await inTurn(3, () => kv.get('a'));
    answers = 'well';
    await inTurn(4, () => kv.get('a'));
    expect(states).toEqual(['closed']);
    answers = 'down';
    await inTurn(2, () => kv.get('a'));
    expect(states).toEqual(['closed', 'open']);
    await open({ threshold: 0.9 });
    answers = 'well';
    await kv.get('a');
    answers = 'down';
    await inTurn(8, () => kv.get('a'));
    expect(states).toEqual(['closed']);
  });

  it('counts calls that a silent back end keeps until their deadline', async () => {
    answers = 'not at all';
    await Promise.all(['a', 'b', 'c', 'd'].map((key) => failure(kv.set(key, '1', { timeout: 10 }))));
    await settled();
    expect(states).toEqual(['closed', 'open']);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['whose caller leaves', () => kv.get('a', { signal: AbortSignal.timeout(5) })],
    [
      "that wait for their caller's own function",
      () => kv.update('a', () => new Promise(() => undefined), { timeout: 5 }),
    ],
    ['that wait for a load', () => kv.getOrSet('a', () => new Promise(() => undefined), { timeout: 5 })],
    ['with bad arguments', () => kv.set('', '1')],
  ])('does not count calls %s', async (what, call) => {
    answers = what.includes('leaves') ? 'not at all' : 'well';
    if (what.includes('load')) driver.read = () => Promise.resolve([{ ok: true, value: undefined }]);
    await inTurn(8, call);
    expect(states).toEqual(['closed']);
  });

  it('does not count throttling, which the others may pass', async () => {
    answers = 'busy';
    await inTurn(8, () => kv.get('a'));
    expect(driver.requests).toHaveLength(8);
    expect(states).toEqual(['closed']);
  });

  it('lets one call through after a while, and closes when that succeeds', async () => {
    await breakDown();
    await inTurn(2, () => kv.get('a'));
    expect(driver.requests).toEqual([]);
    waitToTry();
    answers = 'not at all';
    const trial = kv.get('a');
    await settled();
    expect(await failure(kv.get('b'))).toMatchObject({ code: 'UNAVAILABLE' });
    expect(driver.requests.map(({ keys }) => keys)).toEqual([['a']]);
    expect(states).toEqual(['closed', 'open', 'half-open']);
    driver.requests[0]?.answer();
    expect(await trial).toBe('value of a');
    await settled();
    expect(states).toEqual(['closed', 'open', 'half-open', 'closed']);
    answers = 'well';
    expect(await kv.get('b')).toBe('value of b');
  });

  it.each(['down', 'busy'] as const)('opens again when that one is answered with %s', async (answer) => {
    await breakDown();
    waitToTry();
    answers = answer;
    await inTurn(3, () => kv.get('a'));
    expect(driver.requests).toHaveLength(1);
    expect(states).toEqual(['closed', 'open', 'half-open', 'open']);
  });

  it('opens again when the caller of that one leaves', async () => {
    await breakDown();
    waitToTry();
    answers = 'not at all';
    expect(await failure(kv.get('a', { signal: AbortSignal.timeout(5) }))).toMatchObject({ code: 'ABORTED' });
    await settled();
    expect(states.at(-1)).toBe('open');
  });

  it('is closed again by a health check, which is refused like any call while it is open', async () => {
    await breakDown();
    const { status, details } = await kv.healthCheck();
    expect({ status, ...details }).toMatchObject({
      status: 'down',
      breaker: 'open',
      error: { code: 'UNAVAILABLE' },
    });
    waitToTry();
    expect((await kv.healthCheck()).status).toBe('up');
    await settled();
    expect((await kv.healthCheck()).details['breaker']).toBe('closed');
  });

  it('neither refuses nor counts what the near cache answers', async () => {
    await open({}, { cache: { max: 10, ttl: 60_000 } });
    await kv.get('kept');
    await breakDown();
    expect(await kv.get('kept')).toBe('value of kept');
    expect(await failure(kv.get('other'))).toMatchObject({ code: 'UNAVAILABLE' });
    expect(driver.requests).toEqual([]);
  });

  it('takes a read that many share for one call', async () => {
    await open({}, { cache: { max: 10, ttl: 60_000 } });
    answers = 'down';
    await Promise.all(Array.from({ length: 20 }, () => failure(kv.get('a'))));
    await settled();
    expect(states).toEqual(['closed']);
    await inTurn(3, () => kv.get('a'));
    expect(states).toEqual(['closed', 'open']);
  });

  it('lets others have their turn when it is asked without a pause', async () => {
    await breakDown();
    let turns = 0;
    const interval = setInterval(() => (turns += 1), 1);
    for (let asked = 0; asked < 1_000; asked += 1) await failure(kv.get('a'));
    clearInterval(interval);
    expect(turns).toBeGreaterThan(0);
  });
});

it.each([
  [1, "option 'breaker' of a store must be an object such as"],
  [
    { threshold: 1 },
    "option 'threshold' of option 'breaker' must be a number, more than 0 and less than 1, not 1.",
  ],
  [
    { minimumCalls: 1.5 },
    "option 'minimumCalls' of option 'breaker' must be a whole number from 1 to 1000000",
  ],
  [{ halfOpenAfter: -1 }, "option 'halfOpenAfter' of option 'breaker' must be milliseconds"],
  [{ volume: 3 }, "option 'breaker' has no option 'volume'."],
])('refuses the breaker %j', async (breaker, message) => {
  const error = await failure(createKvStore({ driver: 'memory', breaker: breaker as KvBreakerOptions }));
  expect(error).toMatchObject({ code: 'INVALID_ARGUMENT' });
  expect(error.message).toContain(message);
});

it('names the package that a breaker needs, where that is missing', async () => {
  jest.resetModules();
  jest.doMock('cockatiel', () => {
    throw Object.assign(new Error("Cannot find package 'cockatiel'"), { code: 'ERR_MODULE_NOT_FOUND' });
  });
  const { createKvStore: create } = await import('../create-kv-store.js');
  const error = await failure(create({ driver: 'memory', breaker: {} }));
  expect(error.message).toContain('npm install cockatiel');
  jest.dontMock('cockatiel');
});

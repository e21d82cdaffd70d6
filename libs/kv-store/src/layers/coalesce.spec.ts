import { ScriptedDriver, settled } from '../../../../test/support/scripted-driver.js';
import type { KvError } from '../core/kv-error.js';
import { createKvStore, type OpenKvStore } from '../create-kv-store.js';
import type { KvCommonOptions } from '../kv-store.options.js';

let driver: ScriptedDriver;
let kv: OpenKvStore;
const open = async (limits = { reads: 4, writes: 3, inFlight: 10 }, options: KvCommonOptions = {}) => {
  driver = new ScriptedDriver(limits);
  kv = await createKvStore({ driver, ...options });
};
beforeEach(() => open());

const sent = () => driver.requests.map(({ keys }) => keys.join(' '));
const answerAll = async () => {
  // Those that are sent meanwhile, too.
  for (const request of driver.requests) {
    request.answer();
    await settled();
  }
};
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => {
      throw new Error('The call should have been rejected.');
    },
    (error: unknown) => error as KvError,
  );

describe('calls made side by side', () => {
  it('are one request, in which equal reads are one key', async () => {
    const reads = [kv.get('a'), kv.get('b'), kv.get('a'), kv.has('b'), kv.getMany(['c', 'a'])];
    await settled();
    expect(sent()).toEqual(['a b c']);
    await answerAll();
    expect(await Promise.all(reads)).toEqual([
      'value of a',
      'value of b',
      'value of a',
      true,
      ['value of c', 'value of a'],
    ]);
  });

  it('include those of promises that are settled at the same moment', async () => {
    const later = Promise.resolve().then(() => Promise.resolve().then(() => kv.get('b')));
    const reads = [kv.get('a'), later];
    await settled();
    expect(sent()).toEqual(['a b']);
    await answerAll();
    await Promise.all(reads);
  });

  it('are as many requests as they fill', async () => {
    const read = kv.getMany(['a', 'b', 'c', 'd', 'e']);
    const writes = kv.deleteMany(['a', 'b', 'c', 'd']);
    await settled();
    expect(sent()).toEqual(['a b c d', 'e', 'a b c', 'd']);
    await answerAll();
    await Promise.all([read, writes]);
  });

  it('are each a request of its own where the store is told so', async () => {
    await open(undefined, { coalesce: false });
    const calls = [kv.get('a'), kv.get('a'), kv.getMany(['a', 'b', 'c', 'd', 'e']), kv.set('f', 'value')];
    await settled();
    expect(sent()).toEqual(['a', 'a', 'a b c d e', 'f']);
    await answerAll();
    await Promise.all(calls);
  });

  it('of two consistencies do not mix', async () => {
    const reads = [kv.get('a'), kv.get('a', { consistency: 'eventual' })];
    await settled();
    expect(driver.requests.map(({ call }) => call.consistency)).toEqual(['strong', 'eventual']);
    await answerAll();
    await Promise.all(reads);
  });
});

describe('what is read', () => {
  const wanted = () => driver.requests.map(({ keys, call }) => [keys.join(' '), call.valuesOnly]);

  it('is the value alone where nobody in the request looks at more', async () => {
    const values = [kv.get('a'), kv.getMany(['a', 'b']), kv.has('c'), kv.getOrSet('d', () => '')];
    await settled();
    expect(wanted()).toEqual([['a b c d', true]]);
    await answerAll();
    await Promise.all(values);
    const entries = [kv.get('a'), kv.getEntry('a'), kv.get('b')];
    await settled();
    expect(wanted()[1]).toEqual(['a b', false]);
    await answerAll();
    await Promise.all(entries);
  });

  it('is shared, once sent, only by who looks at no more', async () => {
    const eventual = { consistency: 'eventual' } as const;
    const value = kv.get('a', eventual);
    await settled();
    const [entry, another] = [kv.getEntry('a', eventual), kv.get('a', eventual)];
    await settled();
    expect(wanted()).toEqual([
      ['a', true],
      ['a', false],
    ]);
    driver.requests[0]?.answer();
    await value;
    const third = kv.getEntry('a', eventual);
    await settled();
    expect(wanted()).toHaveLength(2);
    driver.requests[1]?.answer();
    expect(await another).toBe('value of a');
    expect(await entry).toMatchObject({ version: '1' });
    expect(await third).toMatchObject({ version: '1' });
  });
});

describe('a read under way', () => {
  it('is aborted with the update that it is a part of', async () => {
    const leave = new AbortController();
    const update = failure(kv.update('a', () => 'value', { signal: leave.signal }));
    await settled();
    leave.abort();
    expect(await update).toMatchObject({ code: 'ABORTED' });
    expect(driver.requests[0]?.call.signal?.aborted).toBe(true);
  });

  it('is not joined by a strong one, which must see what was written since', async () => {
    const first = kv.get('a');
    await settled();
    const second = kv.get('a');
    await settled();
    expect(sent()).toEqual(['a', 'a']);
    await answerAll();
    await Promise.all([first, second]);
  });

  it('is joined by an eventual one until it is answered', async () => {
    const eventual = { consistency: 'eventual' } as const;
    const first = kv.get('a', eventual);
    await settled();
    const second = kv.get('a', eventual);
    await settled();
    expect(sent()).toEqual(['a']);
    await answerAll();
    expect(await Promise.all([first, second])).toEqual(['value of a', 'value of a']);
    const third = kv.get('a', eventual);
    await settled();
    expect(sent()).toEqual(['a', 'a']);
    await answerAll();
    await third;
  });

  it('is joined by nobody once nobody waits for it', async () => {
    const eventual = { consistency: 'eventual' } as const;
    await failure(kv.get('a', { ...eventual, timeout: 20 }));
    const second = kv.get('a', eventual);
    await settled();
    expect(sent()).toEqual(['a', 'a']);
    driver.requests[1]?.answer();
    expect(await second).toBe('value of a');
  });
});

describe('while requests are in flight', () => {
  it('calls gather until one returns, or until they fill a request', async () => {
    const calls = [kv.get('a')];
    await settled();
    calls.push(kv.get('b'));
    await settled();
    for (const key of ['c', 'd', 'e']) {
      calls.push(kv.get(key));
      await settled();
    }
    expect(sent()).toEqual(['a', 'b']);
    driver.requests[0]?.answer();
    await settled();
    expect(sent()).toEqual(['a', 'b', 'c d e']);
    calls.push(...['f', 'g', 'h', 'i'].map((key) => kv.get(key)));
    await settled();
    expect(sent()).toEqual(['a', 'b', 'c d e', 'f g h i']);
    await answerAll();
    await Promise.all(calls);
  });

  it('those that hang hold others back for a moment only', async () => {
    const time = jest.spyOn(performance, 'now').mockReturnValue(1_000);
    const calls = [kv.get('a')];
    await settled();
    calls.push(kv.get('b'));
    await settled();
    time.mockReturnValue(1_101);
    calls.push(kv.get('c'));
    await settled();
    time.mockRestore();
    expect(sent()).toEqual(['a', 'b', 'c']);
    await answerAll();
    await Promise.all(calls);
  });

  it.each([
    ['two where the driver says nothing of what they cost', undefined, 10, 2],
    ['as many as keep half a core busy', 1, 10, 5],
    ['two at least', 1, 1, 2],
    ['eight at most', 1, 90, 8],
  ])('so many go out at once, not full: %s', async (_, overhead, trip, most) => {
    const time = jest.spyOn(performance, 'now').mockReturnValue(1_000);
    await open({ reads: 4, writes: 3, inFlight: 100, ...(overhead && { overhead }) });
    const ask = async (key: string, milliseconds: number) => {
      const read = kv.get(key);
      await settled();
      time.mockReturnValue(performance.now() + milliseconds);
      driver.requests.at(-1)?.answer();
      await read;
    };
    // One that took longer, as in a busy process, counts little beside one that did not.
    await ask('quick', trip);
    await ask('slow', trip + 5);
    const before = driver.requests.length;
    const calls: Promise<unknown>[] = [];
    for (let asked = 0; asked < most + 2; asked += 1) {
      calls.push(kv.get(`key ${asked}`));
      await settled();
    }
    expect(driver.requests).toHaveLength(before + most);
    time.mockRestore();
    await answerAll();
    await Promise.all(calls);
  });

  it('writes are not held back by reads', async () => {
    const calls = [kv.get('a')];
    await settled();
    calls.push(kv.get('b'));
    await settled();
    const write = kv.set('a', 'value');
    await settled();
    expect(sent()).toEqual(['a', 'b', 'a']);
    await answerAll();
    await Promise.all([...calls, write]);
  });

  it('there are never more than the most, and the rest goes in the order of asking', async () => {
    await open({ reads: 1, writes: 1, inFlight: 2 });
    const calls: Promise<unknown>[] = [
      kv.get('a'),
      kv.create('b', 'value'),
      kv.set('c', 'value'),
      kv.get('d'),
      kv.create('e', 'value'),
      kv.get('f'),
    ];
    await settled();
    expect(sent()).toHaveLength(2);
    for (let answered = 0; answered < 6; answered += 1) {
      expect(driver.requests.length - answered).toBeLessThanOrEqual(2);
      driver.requests[answered]?.answer();
      await settled();
    }
    expect(sent()).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    await Promise.all(calls);
  });

  it('who waits for room keeps its deadline and its change of mind, and is then not sent', async () => {
    await open({ reads: 1, writes: 1, inFlight: 1 });
    const held = kv.get('held');
    await settled();
    const controller = new AbortController();
    const late = failure(kv.set('late', 'value', { timeout: 20 }));
    const changed = failure(kv.create('changed', 'value', { signal: controller.signal }));
    controller.abort();
    expect(await changed).toMatchObject({ code: 'ABORTED', key: 'changed' });
    const error = await late;
    expect(error).toMatchObject({ code: 'TIMEOUT', key: 'late' });
    expect(error.outcome).toBeUndefined();
    expect(error.message).toContain('Nothing was changed');
    await answerAll();
    await held;
    expect(sent()).toEqual(['held']);
  });

  it('who waits to be sent again for another that was refused is told that nothing was changed', async () => {
    await open({ reads: 1, writes: 1, inFlight: 1 });
    const controller = new AbortController();
    const first = kv.set('a', '1');
    await settled();
    const second = failure(kv.set('a', '2', { signal: controller.signal }));
    const third = failure(kv.set('a', '3'));
    driver.requests[0]?.answer();
    await settled();
    const other = kv.get('other');
    await settled();
    driver.requests[1]?.answer({ a: { ok: false, error: new Error('refused') } });
    expect(await third).toMatchObject({ code: 'INVALID_ARGUMENT' });
    await settled();
    controller.abort();
    const error = await second;
    expect(error).toMatchObject({ code: 'ABORTED' });
    expect(error.message).toContain('Nothing was changed');
    await answerAll();
    await Promise.all([first, other]);
    expect(sent()).toEqual(['a', 'a', 'other']);
  });

  it('who comes once the store is closed does not wait for room', async () => {
    await open({ reads: 1, writes: 1, inFlight: 1 });
    const hangs = failure(kv.get('a', { timeout: 200 }));
    await settled();
    await kv.close();
    expect(await failure(kv.get('b', { timeout: 100 }))).toMatchObject({ code: 'CLOSED' });
    driver.requests[0]?.fail(new Error('connection lost'));
    await hangs;
  });

  it('those that a driver never answers hold up no others', async () => {
    await open({ reads: 2, writes: 2, inFlight: 2 });
    const lost = ['a', 'b'].map((key) => failure(kv.create(key, 'value', { timeout: 20 })));
    await settled();
    const waits = kv.get('c');
    expect((await Promise.all(lost)).map(({ outcome }) => outcome)).toEqual(['unknown', 'unknown']);
    await settled();
    expect(sent()).toEqual(['a', 'b', 'c']);
    driver.requests[2]?.answer();
    expect(await waits).toBe('value of c');
  });

  it('nor do reads and writes', async () => {
    await open({ reads: 2, writes: 2, inFlight: 2 });
    const lost = [kv.get('a', { timeout: 20 }), kv.set('b', 'value', { timeout: 20 })].map(failure);
    await settled();
    const waits = kv.get('c');
    await Promise.all(lost);
    await settled();
    expect(sent()).toEqual(['a', 'b', 'c']);
    driver.requests[2]?.answer();
    expect(await waits).toBe('value of c');
  });
});

describe('callers who share a request', () => {
  it('each keep their deadline, and the request is aborted when the last is gone', async () => {
    const [hasty, patient] = [failure(kv.get('a', { timeout: 15 })), failure(kv.get('b', { timeout: 40 }))];
    await settled();
    expect(await hasty).toMatchObject({ code: 'TIMEOUT', key: 'a' });
    expect(driver.requests[0]?.call.signal?.aborted).toBe(false);
    expect(await patient).toMatchObject({ code: 'TIMEOUT', key: 'b' });
    expect(driver.requests[0]?.call.signal?.aborted).toBe(true);
  });

  it('may leave without harm to who shares the very key', async () => {
    const controller = new AbortController();
    const leaves = failure(kv.get('a', { signal: controller.signal }));
    const stays = kv.get('a');
    await settled();
    controller.abort();
    expect(await leaves).toMatchObject({ code: 'ABORTED' });
    expect(driver.requests[0]?.call.signal?.aborted).toBe(false);
    await answerAll();
    expect(await stays).toBe('value of a');
  });

  it('do not have it aborted once it is answered, refused or not', async () => {
    const calls: Promise<unknown>[] = [kv.get('a'), kv.set('a', '1')];
    await settled();
    calls.push(kv.set('a', '2'), failure(kv.set('a', '3')));
    driver.requests[0]?.answer();
    driver.requests[1]?.answer();
    await settled();
    driver.requests[2]?.answer({ a: { ok: false, error: new Error('refused') } });
    await settled();
    driver.requests[3]?.answer();
    await Promise.all(calls);
    expect(driver.requests.map(({ call }) => call.signal?.aborted)).toEqual([false, false, false, false]);
  });

  it('keep it while they wait for what others, who had the rest, have given up', async () => {
    const many = failure(kv.getMany(['quick', 'slow'], { timeout: 20 }));
    const stays = failure(kv.get('slow', { timeout: 60 }));
    await settled();
    driver.requests[0]?.answer({ slow: new Promise<never>(() => undefined) });
    expect(await many).toMatchObject({ code: 'TIMEOUT', failures: [{ key: 'slow' }] });
    expect(driver.requests[0]?.call.signal?.aborted).toBe(false);
    await stays;
    expect(driver.requests[0]?.call.signal?.aborted).toBe(true);
  });

  it('keep it when what somebody has given up is answered late', async () => {
    let answer: (result: { ok: true; value: never }) => void = () => undefined;
    const late = new Promise<{ ok: true; value: never }>((resolve) => (answer = resolve));
    const leaves = failure(kv.get('late', { timeout: 20 }));
    const patience = new AbortController();
    const stays = failure(kv.get('slow', { signal: patience.signal }));
    await settled();
    driver.requests[0]?.answer({ late, slow: new Promise<never>(() => undefined) });
    expect(await leaves).toMatchObject({ code: 'TIMEOUT' });
    answer({ ok: true, value: undefined as never });
    await settled();
    expect(driver.requests[0]?.call.signal?.aborted).toBe(false);
    patience.abort();
    await stays;
  });

  it('have it aborted when all are answered but those who have left', async () => {
    const late = new Promise<never>(() => undefined);
    const calls = [kv.get('quick'), failure(kv.get('slow', { timeout: 20 }))];
    await settled();
    driver.requests[0]?.answer({ slow: late });
    expect(await calls[0]).toBe('value of quick');
    expect(driver.requests[0]?.call.signal?.aborted).toBe(false);
    expect(await calls[1]).toMatchObject({ code: 'TIMEOUT' });
    expect(driver.requests[0]?.call.signal?.aborted).toBe(true);
  });

  it('each get their own error, and only for their own key', async () => {
    const users = kv.namespace('users');
    const calls = [failure(users.get('a')), failure(kv.get('users:a')), kv.get('b')] as const;
    await settled();
    driver.requests[0]?.answer({ 'users:a': { ok: false, error: new Error('busy') } });
    const [first, second, good] = await Promise.all(calls);
    expect(first).toMatchObject({ code: 'THROTTLED', key: 'a' });
    expect(second).toMatchObject({ code: 'THROTTLED', key: 'users:a' });
    expect(first).not.toBe(second);
    expect(good).toBe('value of b');
  });

  it('do not wait for a neighbour whose answer takes longer', async () => {
    let answer: (result: { ok: true; value: never }) => void = () => undefined;
    const late = new Promise<{ ok: true; value: never }>((resolve) => (answer = resolve));
    const calls = [kv.get('slow'), kv.get('quick')];
    await settled();
    driver.requests[0]?.answer({ slow: late });
    expect(await calls[1]).toBe('value of quick');
    answer({ ok: true, value: undefined as never });
    expect(await calls[0]).toBeUndefined();
  });

  it('all fail when the request does', async () => {
    const calls = [failure(kv.set('a', 'value')), failure(kv.set('b', 'value'))];
    await settled();
    driver.requests[0]?.fail(new Error('connection lost'));
    for (const error of await Promise.all(calls)) {
      expect(error).toMatchObject({ code: 'UNAVAILABLE', outcome: 'unknown', operation: 'set' });
    }
  });
});

it('one signal ends the calls that are left when others of it are done', async () => {
  const controller = new AbortController();
  const { signal } = controller;
  const done = kv.get('quick', { signal });
  const left = failure(kv.get('slow', { signal }));
  await settled();
  driver.requests[0]?.answer({ slow: new Promise<never>(() => undefined) });
  expect(await done).toBe('value of quick');
  controller.abort();
  expect(await left).toMatchObject({ code: 'ABORTED' });
});

it('one signal is still heard once when a call of it ends long after its deadline', async () => {
  let answer: (details: Record<string, string>) => void = () => undefined;
  driver.ping = () => new Promise((resolve) => (answer = resolve));
  const { signal } = new AbortController();
  const listened = jest.spyOn(signal, 'addEventListener');
  expect(await kv.healthCheck({ signal, timeout: 10 })).toMatchObject({ status: 'down' });
  const reads = [kv.get('a', { signal })];
  answer({});
  await settled();
  reads.push(kv.get('b', { signal }));
  await settled();
  await answerAll();
  await Promise.all(reads);
  expect(listened).toHaveBeenCalledTimes(2);
});

it('one signal may end many calls, without a warning of Node, and is let go', async () => {
  const warnings: Error[] = [];
  const listener = (warning: Error) => warnings.push(warning);
  process.on('warning', listener);
  const { signal } = new AbortController();
  const removed = jest.spyOn(signal, 'removeEventListener');
  const reads = Array.from({ length: 50 }, (_, index) => kv.get(String(index % 4), { signal }));
  await settled();
  await answerAll();
  await Promise.all(reads);
  await settled();
  process.off('warning', listener);
  expect(warnings).toEqual([]);
  expect(removed).toHaveBeenCalledTimes(1);
});

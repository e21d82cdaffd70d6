import { setTimeout as pause } from 'node:timers/promises';

import {
  createKvStore,
  type KvCommonOptions,
  type KvError,
  type KvReadOptions,
  type KvStore,
} from 'nestjs-kv-store';

import { BackEnd } from './back-end.js';
import { settle } from './settle.js';

const calls = 20_000;

describe(`${calls} calls that wait`, () => {
  it('are sent in the order in which they were made, whatever their kind', async () => {
    const backEnd = new BackEnd();
    await using kv = await createKvStore({ driver: backEnd, timeout: 60_000 });
    const made = Array.from({ length: calls }, (_, index) => {
      const key = `${index}`;
      return index % 3 === 0 ? kv.get(key) : index % 3 === 1 ? kv.set(key, key) : kv.create(key, key);
    });
    await settle(made);
    expect(backEnd.asked).toHaveLength(calls);
    // One of another kind may go first with the request that it fills.
    const displaced = backEnd.asked.map((key, index) => Math.abs(Number(key) - index));
    expect(Math.max(...displaced)).toBeLessThan(3 * backEnd.coalescing.reads);
  });

  it('do not keep one waiting that came before a flood that does not end', async () => {
    const backEnd = new BackEnd();
    await using kv = await createKvStore({ driver: backEnd, timeout: 60_000 });
    const flood = Array.from({ length: 1_000 }, (_, index) => kv.get(`before-${index}`));
    const first = settle([kv.get('first'), kv.update('one', () => 'value'), kv.increment('two')]);
    const state = { done: false };
    void first.then(() => (state.done = true));
    let asked = 0;
    while (!state.done && asked < calls) {
      for (const until = asked + 200; asked < until; asked += 1) flood.push(kv.get(`later-${asked}`));
      await new Promise(setImmediate);
    }
    expect(asked).toBeLessThan(calls);
    expect(await first).toMatchObject({ codes: { ok: 3 } });
    await Promise.all(flood);
  });

  it('make no storm when a back end comes back that was down for a while', async () => {
    const backEnd = new BackEnd();
    await using kv = await createKvStore({ driver: backEnd, timeout: 30_000 });
    const flood = (name: string, timeout?: number) =>
      Array.from({ length: calls / 4 }, (_, index) => kv.get(`${name}-${index}`, { timeout }));
    backEnd.state = 'silent';
    const lost = await settle([...flood('silent-1', 300), ...flood('silent-2', 300)]);
    expect(lost.codes).toEqual({ TIMEOUT: calls / 2 });
    backEnd.state = 'down';
    const refused = await settle(flood('down'));
    expect(refused.codes).toEqual({ UNAVAILABLE: calls / 4 });

    backEnd.state = 'up';
    backEnd.asked = [];
    backEnd.requests = 0;
    const answered = await settle(flood('up'));
    expect(answered.codes).toEqual({ ok: calls / 4 });
    // For none that has ended meanwhile, and not more at a time than ever.
    expect(backEnd.asked.filter((key) => !key.startsWith('up'))).toEqual([]);
    expect(backEnd.requests).toBe(calls / 4 / 100);
    expect(backEnd.mostInFlight).toBe(2);
  });
});

describe('callers of one key who come all the time, while a request for it is never answered', () => {
  const eventual: KvReadOptions = { consistency: 'eventual' };
  const load = (kv: KvStore) => kv.getOrSet('key', () => 'loaded');
  const cache = { max: 100, ttl: 60_000 };

  it.each<
    [string, call: (kv: KvStore) => Promise<unknown>, silent: 'read' | 'swap', options: KvCommonOptions]
  >([
    ['an eventual read', (kv) => kv.get('key', eventual), 'read', {}],
    ['a read that is kept', (kv) => kv.get('key'), 'read', { cache }],
    ['a strong read', (kv) => kv.get('key'), 'read', {}],
    ['a load', load, 'swap', {}],
    ['a load that is kept', load, 'swap', { cache }],
  ])('are answered once others are: %s', async (_, call, silent, options) => {
    const backEnd = new BackEnd();
    await using kv = await createKvStore({ driver: backEnd, timeout: 100, ...options });
    const callers: Promise<string>[] = [];
    const codeOf = (answer: Promise<unknown>) =>
      answer.then(
        () => 'ok',
        (error: unknown) => (error as KvError).code,
      );
    const comeFor = async (milliseconds: number) => {
      for (const end = performance.now() + milliseconds; performance.now() < end;) {
        callers.push(codeOf(call(kv)));
        await pause(10);
      }
    };
    backEnd.silences = (verb) => verb === silent;
    await comeFor(300);
    backEnd.silences = () => false;
    const before = callers.length;
    await comeFor(400);
    const later = await Promise.all(callers.slice(before));
    expect(await Promise.all(callers.slice(0, 5))).toEqual(Array(5).fill('TIMEOUT'));
    expect(later.slice(-5)).toEqual(Array(5).fill('ok'));
    // Nobody waits behind it either.
    await kv.set('key', 'after all');
    expect(backEnd.inFlight).toBe(0);
  });
});

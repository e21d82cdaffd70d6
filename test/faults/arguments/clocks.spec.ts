import { createKvStore, KvError, type KvObserver, type KvStore } from 'nestjs-kv-store';

import { swapOnly } from '../../model/drivers.js';
import { anything, bomb, throwables } from './anything.js';
import { mark, type Material } from './specimen.js';
import { codeOf } from './trial.js';
import { Pollution, Unheard } from './watch.js';

const calls: readonly (readonly [string, (kv: KvStore) => Promise<unknown>])[] = [
  ['get', (kv) => kv.get('a')],
  ['get, strong', (kv) => kv.get('a', { consistency: 'strong' })],
  ['getEntry', (kv) => kv.getEntry('a')],
  ['getMany', (kv) => kv.getMany(['a', 'b'])],
  ['set', (kv) => kv.set('a', 'value', { ttl: 60_000 })],
  ['setMany', (kv) => kv.setMany([['a', 'value']], { ttl: 60_000 })],
  ['create', (kv) => kv.create('b', 'value', { ttl: 60_000 })],
  ['update', (kv) => kv.update('a', () => 'value')],
  ['getOrSet', (kv) => kv.getOrSet('a', () => 'value')],
  ['increment', (kv) => kv.increment('count')],
  ['touch', (kv) => kv.touch('a', 60_000)],
  ['take', (kv) => kv.take('a')],
  ['delete', (kv) => kv.delete('a')],
  ['page', (kv) => kv.page()],
  ['clear', (kv) => kv.clear({ all: true })],
  ['healthCheck', (kv) => kv.healthCheck()],
];

const material = { throws: (thrown: unknown) => thrown } as Material;
const cache = { max: 10, ttl: 60_000 };
const stores = [
  ['memory', () => ({ driver: 'memory' as const })],
  ['memory behind a cache', () => ({ driver: 'memory' as const, cache })],
  ['a driver far away, behind a cache', () => ({ driver: swapOnly(), cache })],
] as const;

/** Each settles, and where it fails it says of what. */
async function outcomesOf(kv: KvStore): Promise<string[]> {
  return Promise.all(
    calls.map(async ([name, call]) => {
      const late = new Promise<never>((_, reject) => {
        setTimeout(reject, 2_000, new Error(`${name} never settled`)).unref();
      });
      try {
        await Promise.race([call(kv), late]);
        return 'ok';
      } catch (error) {
        return codeOf(error);
      }
    }),
  );
}

let [pollution, unheard] = [new Pollution(), new Unheard()];
beforeEach(() => {
  [pollution, unheard] = [new Pollution(), new Unheard()];
});
afterEach(async () => {
  unheard.stop();
  pollution.expectNone();
  await unheard.expectNothing();
});

describe.each(stores)('in %s', (_, options) => {
  const wrongTimes = [
    ...anything.filter(({ make }) => !Number.isFinite(make(material))),
    { name: 'a sentence', make: () => mark },
  ];

  it.each(wrongTimes.map((one) => [one.name, one] as const))(
    'a clock that gives %s is refused by all who ask it, and read again when it is right',
    async (_name, time) => {
      let isRight = true;
      const clock = { now: () => (isRight ? 1_000 : (time.make(material) as number)) };
      await using kv = await createKvStore({ ...options(), clock });
      await kv.set('a', 'value', { ttl: 60_000 });
      isRight = false;
      const outcomes = await outcomesOf(kv);
      expect(outcomes).toContain('INVALID_ARGUMENT');
      expect(outcomes.filter((outcome) => outcome !== 'ok' && outcome !== 'INVALID_ARGUMENT')).toEqual([]);
      isRight = true;
      expect(await outcomesOf(kv)).toEqual(calls.map(() => 'ok'));
    },
  );

  it.each(throwables)('a clock that throws %s is refused by all who ask it', async (_name, thrown) => {
    let isRight = true;
    const now = () => {
      if (isRight) return 1_000;
      throw thrown() as Error;
    };
    await using kv = await createKvStore({ ...options(), clock: { now } });
    await kv.set('a', 'value', { ttl: 60_000 });
    isRight = false;
    expect((await outcomesOf(kv)).every((outcome) => /^(ok|INVALID_ARGUMENT|TOO_LARGE)$/.test(outcome))).toBe(
      true,
    );
    isRight = true;
    expect(await kv.getOrSet('b', () => 'value')).toBe('value');
  });

  it('a clock that goes back loses nothing', async () => {
    let time = 1_000_000;
    await using kv = await createKvStore({ ...options(), clock: { now: () => (time -= 1_000) } });
    await kv.set('a', 'value', { ttl: 1 });
    expect(await kv.get('a')).toBe('value');
  });
});

/** Warnings are what an observer that throws ends in, once. */
describe.each(stores)('observers of %s', (_, options) => {
  it.each(throwables)('that throw or reject with %s harm no call', async (_name, thrown) => {
    const warned = jest.spyOn(process, 'emitWarning').mockReturnValue(undefined);
    const told = jest.fn(() => {
      throw thrown() as Error;
    });
    const observers: KvObserver[] = [
      { callStarted: told, callEnded: told, driverEvent: told, notice: told },
      { callEnded: () => Promise.reject(thrown()) as never },
      { callStarted: () => bomb() as never, callEnded: () => ({ then: told }) as never },
    ];
    await using kv = await createKvStore({ ...options(), observers });
    expect(await outcomesOf(kv)).toEqual(calls.map(() => 'ok'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    const warnings = warned.mock.calls.map(String);
    warned.mockRestore();
    expect(told).toHaveBeenCalled();
    expect(warnings.length).toBeGreaterThan(0);
    expect(warnings.length).toBeLessThanOrEqual(observers.length);
    expect(warnings.join(' ')).not.toContain(mark);
  });

  it.each(throwables)('hear that a caller threw %s, who gets it as it is', async (_name, thrown) => {
    const ended = jest.fn();
    await using kv = await createKvStore({ ...options(), observers: [{ callEnded: ended }] });
    const mine = thrown();
    const load = () => {
      throw mine as Error;
    };
    for (const call of [kv.getOrSet('a', load), kv.update('a', load)]) {
      const got = await call.then(
        () => 'nothing',
        (error: unknown) => ({ error }),
      );
      expect(Object.is((got as { error: unknown }).error, mine)).toBe(true);
      expect((ended.mock.lastCall?.[1] as { outcome: string }).outcome).toBe('thrown');
    }
  });
});

it('an observer that calls the store is told of that call, too', async () => {
  let [depth, isOpen] = [0, false];
  const observer: KvObserver = {
    callEnded: () => {
      depth += 1;
      if (isOpen && depth < 5) void kv.set('called', 'back');
    },
  };
  const kv = await createKvStore({ driver: 'memory', observers: [observer] });
  isOpen = true;
  await kv.set('a', 'value');
  expect(await kv.get('called')).toBe('back');
  await kv.close();
  await expect(kv.get('a')).rejects.toThrow(KvError);
});

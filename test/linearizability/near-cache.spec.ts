import { createKvStore, type KvDriver, type KvCommonOptions, type OpenKvStore } from 'nestjs-kv-store';

import { check, expectLinearizable } from '../../libs/kv-store/src/testing/linearizability/checker.js';
import type { DrivenStore } from '../../libs/kv-store/src/testing/linearizability/driven-store.js';
import type { Operation } from '../../libs/kv-store/src/testing/linearizability/history.js';
import { run } from '../../libs/kv-store/src/testing/linearizability/run.js';
import { expectLinearizableWithin, reachingBack } from './behind-a-cache.js';
import { backEnd } from './far-away.js';

const seeds = [1, 2, 3, 4, 5];
const size = { callers: 12, calls: 40, keys: 3, counters: 1 };
const ttl = 4;
const cache = { max: 100, ttl, misses: true };

const coalescing = { reads: 4, writes: 3, inFlight: 4 };

async function historyOf(
  create: () => KvDriver,
  stores: number,
  options: Parameters<typeof run>[1],
  more: KvCommonOptions = { cache },
): Promise<Operation[]> {
  const opened: OpenKvStore[] = [];
  for (let store = 0; store < stores; store += 1)
    opened.push(await createKvStore({ ...more, driver: create() }));
  return run(opened as [OpenKvStore, ...OpenKvStore[]], options);
}

describe.each([
  ['one by one', undefined],
  ['together', coalescing],
])('stores with near caches whose calls travel %s', (_, limits) => {
  const more = { coalescing: limits };

  it.each(seeds)('of which there is one serves all callers as if one by one, seed %d', async (seed) => {
    // So long that nothing is forgotten for its age.
    const kept = { cache: { ...cache, ttl: 60_000 } };
    const history = await historyOf(backEnd(seed, 1, more), 1, { ...size, seed }, kept);
    expectLinearizable(history, `seed ${seed}`);
  });

  it.each(seeds)('read what was there within ttl, and all that they have changed, seed %d', async (seed) => {
    const history = await historyOf(backEnd(seed, 1, more), 3, { ...size, seed });
    expectLinearizableWithin(ttl, history, `seed ${seed}`);
  });

  it.each(seeds)('do so for those who stay when others leave, seed %d', async (seed) => {
    const history = await historyOf(backEnd(seed, 1, more), 3, { ...size, seed, interruptions: 0.05 });
    expectLinearizableWithin(ttl, history, `seed ${seed}`);
  });
});

describe('what is looked for', () => {
  const verdicts = async (histories: (seed: number) => Promise<Operation[]>, within: number) => {
    const found = [];
    for (const seed of seeds) found.push(check(reachingBack(within, await histories(seed))).verdict);
    return found;
  };
  it('is less than the stores promise without: they read what is old indeed', async () => {
    const found = [];
    for (const seed of seeds)
      found.push(check(await historyOf(backEnd(seed, 1), 3, { ...size, seed })).verdict);
    expect(found).toContain('violation');
  });

  it('is found missing where entries are given out for longer', async () => {
    const forever = { cache: { ...cache, ttl: 60_000 } };
    const found = await verdicts(
      (seed) => historyOf(backEnd(seed, 1), 3, { ...size, keys: 8, calls: 80, seed }, forever),
      0,
    );
    expect(found).toContain('violation');
  });

  it('is found missing where a store does not see its own changes', async () => {
    const found = await verdicts(async (seed) => {
      const create = backEnd(seed, 1);
      const changed = await createKvStore({ driver: create() });
      const read = await createKvStore({ driver: create(), cache: { ...cache, ttl: 60_000 } });
      const apart = new Proxy<DrivenStore>(changed, {
        get: (_, name) => {
          const store = ['get', 'getMany', 'has'].includes(String(name)) ? read : changed;
          const member = Reflect.get(store, name) as (...given: unknown[]) => unknown;
          return (...given: unknown[]) => Reflect.apply(member, store, given);
        },
      });
      return run([apart], { ...size, seed });
    }, 60_000);
    expect(found).toContain('violation');
  });
});

import { createKvStore, type KvDriver } from 'nestjs-kv-store';

import { createMemoryDriver } from '../../libs/kv-store/src/drivers/memory/memory.driver.js';
import { expectLinearizable } from '../../libs/kv-store/src/testing/linearizability/checker.js';
import { nextTurn } from '../../libs/kv-store/src/testing/linearizability/material.js';
import { Random } from '../../libs/kv-store/src/testing/linearizability/random.js';
import { run, type RunOptions } from '../../libs/kv-store/src/testing/linearizability/run.js';

const seeds = [1, 2, 3, 4, 5];
const size = { callers: 16, calls: 50, keys: 3, counters: 1 };

async function expectRight(driver: 'memory' | KvDriver, options: RunOptions): Promise<void> {
  await using store = await createKvStore({ driver });
  const history = await run([store], options);
  expectLinearizable(history, `seed ${options.seed}`);
  const answered = history.filter((operation) => operation.return !== Infinity);
  expect(answered.length).toBeGreaterThan(
    options.callers * options.calls * (0.95 - (options.interruptions ?? 0)),
  );
}

describe("driver 'memory'", () => {
  it.each(seeds)('serves all callers as if one by one, seed %d', async (seed) => {
    await expectRight('memory', { ...size, seed });
  });
});

/** As far away as a server: a request, and its answer, may take some turns. */
function farAway(seed: number, more: Partial<KvDriver> = {}): KvDriver {
  const memory = createMemoryDriver();
  const random = new Random(seed);
  const travel = async () => {
    for (let turns = random.below(4); turns > 0; turns -= 1) await nextTurn();
  };
  const later = async <R>(work: () => Promise<R>): Promise<R> => {
    await travel();
    const answer = await work();
    await travel();
    return answer;
  };
  return {
    name: 'far-away',
    limits: memory.limits,
    details: memory.details,
    open: (call) => memory.open(call),
    close: () => memory.close(),
    ping: (call) => memory.ping(call),
    read: (keys, call) => later(() => memory.read(keys, call)),
    write: (changes, call) => later(() => memory.write(changes, call)),
    swap: (change, expected, call) => later(() => memory.swap(change, expected, call)),
    classify: (error) => memory.classify(error),
    ...more,
  };
}

describe('a back end far away', () => {
  const coalescing = { reads: 4, writes: 3, inFlight: 4 };

  describe.each([
    ['one by one', undefined],
    ['together', coalescing],
  ])('whose calls travel %s', (_, coalescing) => {
    it.each(seeds)('serves all callers as if one by one, seed %d', async (seed) => {
      await expectRight(farAway(seed, { coalescing }), { ...size, seed });
    });

    it.each(seeds)('serves those who stay when others leave, seed %d', async (seed) => {
      await expectRight(farAway(seed, { coalescing }), { ...size, seed, interruptions: 0.15 });
    });
  });
});

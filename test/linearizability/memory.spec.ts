import { createKvStore, type KvDriver } from 'nestjs-kv-store';

import { expectLinearizable } from '../../libs/kv-store/src/testing/linearizability/checker.js';
import { run, type RunOptions } from '../../libs/kv-store/src/testing/linearizability/run.js';
import { backEnd } from './far-away.js';

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

function farAway(seed: number, more: Partial<KvDriver> = {}): KvDriver {
  return backEnd(seed, 0, more)();
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

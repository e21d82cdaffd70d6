import { createMemoryDriver } from '../../libs/kv-store/src/drivers/memory/memory.driver.js';
import {
  expectToFollowTheModel,
  runsOf,
  sequences,
  timeFor,
} from '../../libs/kv-store/src/testing/model/index.js';
import { swapOnly } from './drivers.js';
import { bytes, followOn } from './world.js';

const runs = runsOf(300);

describe.each([
  ["driver 'memory'", createMemoryDriver],
  ['a driver of your own that can only swap', () => swapOnly()],
  ['a driver of your own whose calls travel together', () => swapOnly({ reads: 10, writes: 5, inFlight: 3 })],
])('%s', (_, create) => {
  it.each(['one by one', 'side by side'] as const)(
    'does what the model does, %s',
    async (pace) => {
      await expectToFollowTheModel(sequences(60, { others: bytes }), runs, (sequence) =>
        followOn(create(), sequence, pace),
      );
    },
    timeFor(runs),
  );
});

import { createKvStore } from 'nestjs-kv-store';

import { describeWithDynamoDb, dynamoDbOptions } from '../../support/dynamodb.js';
import { expectLinearizable } from '../../../libs/kv-store/src/testing/linearizability/checker.js';
import { run } from '../../../libs/kv-store/src/testing/linearizability/run.js';

jest.setTimeout(60_000);

const size = { callers: 16, calls: 25, keys: 3, counters: 1 };

describeWithDynamoDb('callers in one process', () => {
  describe.each([true, false])('with coalesce: %p', (coalesce) => {
    // Also where the machine is so busy that a call takes seconds.
    const options = { ...dynamoDbOptions(), coalesce, timeout: 30_000 };

    it.each([1, 2])('are served as if one by one, seed %d', async (seed) => {
      await using store = await createKvStore(options);
      expectLinearizable(await run([store], { ...size, seed }), `seed ${seed}`);
    });

    it.each([11, 12])('are served as if one by one when some leave, seed %d', async (seed) => {
      await using store = await createKvStore(options);
      const history = await run([store], { ...size, seed, interruptions: 0.15 });
      expectLinearizable(history, `seed ${seed}`);
    });

    it.each([21])('of two stores are served as if one by one, seed %d', async (seed) => {
      await using store = await createKvStore(options);
      await using other = await createKvStore(options);
      expectLinearizable(await run([store, other], { ...size, seed, interruptions: 0.05 }), `seed ${seed}`);
    });
  });
});

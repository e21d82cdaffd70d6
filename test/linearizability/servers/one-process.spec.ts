import { createKvStore } from 'nestjs-kv-store';

import { describeWithDynamoDb, dynamoDbOptions } from '../../support/dynamodb.js';
import { expectLinearizable } from '../checker.js';
import { run } from '../run.js';

const size = { callers: 16, calls: 25, keys: 3, counters: 1 };

describeWithDynamoDb('callers in one process', () => {
  describe.each([true, false])('with coalesce: %p', (coalesce) => {
    const options = dynamoDbOptions();

    it.each([1, 2, 3])('are served as if one by one, seed %d', async (seed) => {
      await using store = await createKvStore({ ...options, coalesce });
      expectLinearizable(await run([store], { ...size, seed }), `seed ${seed}`);
    });

    it.each([11, 12, 13])('are served as if one by one when some leave, seed %d', async (seed) => {
      await using store = await createKvStore({ ...options, coalesce });
      const history = await run([store], { ...size, seed, interruptions: 0.15 });
      expectLinearizable(history, `seed ${seed}`);
    });

    it.each([21, 22])('of two stores are served as if one by one, seed %d', async (seed) => {
      await using store = await createKvStore({ ...options, coalesce });
      await using other = await createKvStore({ ...options, coalesce });
      expectLinearizable(await run([store, other], { ...size, seed, interruptions: 0.05 }), `seed ${seed}`);
    });
  });
});

import { createKvStore } from 'nestjs-kv-store';
import { createTestClock } from 'nestjs-kv-store/testing';

import {
  expectToFollowTheModel,
  follow,
  Model,
  runsOf,
  sequences,
  timeFor,
} from '../../libs/kv-store/src/testing/model/index.js';
import { describeWithDynamoDb, dynamoDbOptions, rawClient } from '../support/dynamodb.js';
import { foreignItems, writesItems } from './items.js';

const runs = runsOf(40);

/** Ahead of the real time, by which DynamoDB's own sweeper removes what has expired. A whole second, as a `ttl` is. */
const aheadOfTime = () => createTestClock(Math.ceil(Date.now() / 1_000) * 1_000 + 3_600_000);

describeWithDynamoDb("driver 'dynamodb'", () => {
  it.each(['one by one', 'side by side'] as const)(
    'does what the model does, %s, whatever other programs write',
    async (pace) => {
      let clock = aheadOfTime();
      const now = () => clock.now();
      const options = dynamoDbOptions();
      const client = rawClient();
      await using kv = await createKvStore({ ...options, clock: { now } });
      let sequence = 0;
      await expectToFollowTheModel(sequences(40, { others: foreignItems }), runs, async (commands) => {
        clock = aheadOfTime();
        const folder = `sequence ${(sequence += 1)}`;
        const others = writesItems(client, options.table, folder);
        await follow(commands, { kv: kv.namespace(folder), clock, others, model: new Model(now) }, pace);
      });
      client.destroy();
    },
    timeFor(runs),
  );
});

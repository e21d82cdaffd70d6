import { createKvStore, type OpenKvStore } from 'nestjs-kv-store';

import { describeStore } from '../../contract/all.js';
import { describeWithDynamoDb, dynamoDbOptions } from '../../support/dynamodb.js';

describe.each([true, false])('with coalesce: %p', (coalesce) => {
  describeWithDynamoDb("driver 'dynamodb'", () => {
    let kv: OpenKvStore;
    describeStore(
      async (clock) =>
        (kv = await createKvStore({ ...dynamoDbOptions(), coalesce, ...(clock && { clock }) })),
      () => kv.close(),
    );
  });
});

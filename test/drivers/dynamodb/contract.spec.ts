import { createKvStore, type OpenKvStore } from 'nestjs-kv-store';

import { describeContract } from '../../contract/contract.js';
import { describeWithDynamoDb, dynamoDbOptions } from '../../support/dynamodb.js';

describeWithDynamoDb("driver 'dynamodb'", () => {
  let kv: OpenKvStore;
  describeContract(
    async (clock) => (kv = await createKvStore({ ...dynamoDbOptions(), clock })),
    () => kv.close(),
  );
});

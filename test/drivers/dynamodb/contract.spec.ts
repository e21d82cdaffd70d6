import { createKvStore, type OpenKvStore } from 'nestjs-kv-store';

import { describeContract } from '../../contract/contract';
import { describeWithDynamoDb, dynamoDbOptions } from '../../support/dynamodb';

describeWithDynamoDb("driver 'dynamodb'", () => {
  let kv: OpenKvStore;
  describeContract(
    async (clock) => (kv = await createKvStore({ ...dynamoDbOptions(), clock })),
    () => kv.close(),
  );
});

import type { KvStoreFactoryOptions } from 'nestjs-kv-store';

import { describeWithDynamoDb, dynamoDbOptions } from '../support/dynamodb.js';

/** A `describe` on each store that the demo can have. */
export function describeOnEachStore(name: string, tests: (store: () => KvStoreFactoryOptions) => void): void {
  describe(`${name} in memory`, () => {
    tests(() => ({ driver: 'memory' }));
  });
  describeWithDynamoDb(`${name} on DynamoDB`, () => {
    tests(dynamoDbOptions);
  });
}

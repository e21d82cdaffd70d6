import { randomUUID } from 'node:crypto';

import type { KvStoreFactoryOptions } from 'nestjs-kv-store';

import { describeWithDynamoDb, dynamoDbOptions } from '../support/dynamodb.js';
import { describeWithRedis, redisUrl } from '../support/redis.js';

/** A `describe` on each store that the demo can have. */
export function describeOnEachStore(name: string, tests: (store: () => KvStoreFactoryOptions) => void): void {
  describe(`${name} in memory`, () => {
    tests(() => ({ driver: 'memory' }));
  });
  describeWithDynamoDb(`${name} on DynamoDB`, () => {
    tests(dynamoDbOptions);
  });
  describeWithRedis(`${name} on Redis`, () => {
    // Side by side with others, on a folder of its own.
    tests(() => ({ driver: 'redis', url: redisUrl(3), namespace: randomUUID() }));
  });
}

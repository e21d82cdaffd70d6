import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { KvStoreFactoryOptions } from 'nestjs-kv-store';

import { describeWithDynamoDb, dynamoDbOptions } from '../support/dynamodb.js';
import { describeWithNats, natsUrl, newBucket } from '../support/nats.js';
import { describeWithRedis, redisUrl } from '../support/redis.js';

type Tests = (store: () => KvStoreFactoryOptions) => void;

/** A `describe` on each store that the demo can have. */
export function describeOnEachStore(name: string, tests: Tests): void {
  describe(`${name} in memory`, () => {
    tests(() => ({ driver: 'memory' }));
  });
  describeOnEachSharedStore(name, tests);
}

/** On each that several applications can share, as those do that are given the same options. */
export function describeOnEachSharedStore(name: string, tests: Tests): void {
  describe(`${name} on LMDB`, () => {
    const path = join(tmpdir(), `kv-demo-${randomUUID()}`);
    tests(() => ({ driver: 'lmdb', path }));
    // After those of the tests, which close the store.
    afterAll(() => rm(path, { recursive: true, force: true }));
  });
  describeWithDynamoDb(`${name} on DynamoDB`, () => {
    tests(dynamoDbOptions);
  });
  describeWithRedis(`${name} on Redis`, () => {
    // Side by side with others, on a folder of its own.
    tests(() => ({ driver: 'redis', url: redisUrl(3), namespace: randomUUID() }));
  });
  describeWithNats(`${name} on NATS`, () => {
    const bucket = newBucket();
    tests(() => ({ driver: 'nats', servers: natsUrl(), bucket }));
  });
}

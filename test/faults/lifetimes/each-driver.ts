import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { KvStoreOptions } from 'nestjs-kv-store';

import { describeWithDynamoDb, dynamoDbOptions } from '../../support/dynamodb.js';
import { describeWithNats, natsUrl, newBucket } from '../../support/nats.js';
import { describeWithRedis, redisUrl } from '../../support/redis.js';

type Describe = (name: string, tests: () => void) => void;

/** Each driver, and how stores are opened on the same entries, which nobody else has. */
export const eachDriver: readonly [driver: string, describeIt: Describe, options: () => KvStoreOptions][] = [
  ['dynamodb', describeWithDynamoDb, dynamoDbOptions],
  ['redis', describeWithRedis, () => ({ driver: 'redis', url: redisUrl(14), namespace: randomUUID() })],
  ['nats', describeWithNats, () => ({ driver: 'nats', servers: natsUrl(), bucket: newBucket() })],
  ['lmdb', describe, () => ({ driver: 'lmdb', path: join(tmpdir(), `test-lmdb-${randomUUID()}`) })],
  ['memory', describe, () => ({ driver: 'memory' })],
];

import { randomUUID } from 'node:crypto';

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AwsCredentials, DynamoDbOptions } from 'nestjs-kv-store';

import { describeWith, endpointTo } from './describe-with.js';

const kind = { variable: 'TEST_DYNAMODB' };

/** A `describe` that needs DynamoDB. */
export function describeWithDynamoDb(name: string, tests: () => void): void {
  describeWith(kind, name, tests);
}

/** Options for a store on a table that nobody else uses. */
export function dynamoDbOptions(): DynamoDbOptions & Connection {
  return { driver: 'dynamodb', ...connection(), table: `test-${randomUUID()}`, createTable: true };
}

/** A client on the same server, to look behind the store. Destroy it. */
export function rawClient(): DynamoDBClient {
  return new DynamoDBClient(connection());
}

interface Connection {
  endpoint: string;
  region: string;
  credentials: AwsCredentials;
}

function connection(): Connection {
  return {
    endpoint: endpointTo(kind),
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
}

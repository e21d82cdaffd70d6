import { randomUUID } from 'node:crypto';

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { AwsCredentials, DynamoDbOptions } from 'nestjs-kv-store';

import { endpointOf, skippedOf } from './servers/server.js';

const kind = { variable: 'TEST_DYNAMODB' };
const endpoint = process.env[endpointOf(kind)];

/** A `describe` that needs DynamoDB. Without one it is one skipped test that says why, and under CI a failed one. */
export function describeWithDynamoDb(name: string, tests: () => void): void {
  // eslint-disable-next-line jest/valid-title -- The name is that of the caller's tests.
  describe(name, () => {
    if (endpoint) {
      tests();
      return;
    }
    const reason =
      process.env[skippedOf(kind)] ?? `the global set-up has not run, and ${endpointOf(kind)} is not set`;
    if (process.env['CI']) throw new Error(`Tests must not be skipped here, but ${reason}.`);
    // eslint-disable-next-line jest/no-disabled-tests, jest/expect-expect -- The run has said so at its start.
    it.skip(`SKIPPED: ${reason}`, () => undefined);
  });
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
  if (!endpoint) throw new Error(`${endpointOf(kind)} is not set.`);
  return {
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
}

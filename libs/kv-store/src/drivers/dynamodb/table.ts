import {
  BillingMode,
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  type TableDescription,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';

import type { KvDriverCall } from '../../core/kv-driver.js';
import { nameOf } from '../../core/kv-error.js';
import { KvFault } from '../../core/kv-fault.js';
import type { Connection } from './client.js';
import type { DynamoDbAttributes } from './dynamodb.options.js';

/** The table as DynamoDB describes it, or undefined where there is none. */
export async function describeTable(
  { client, abort }: Connection,
  table: string,
  call: KvDriverCall,
): Promise<TableDescription | undefined> {
  try {
    const command = new DescribeTableCommand({ TableName: table });
    return (await client.send(command, abort(command, call))).Table;
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException')) return undefined;
    throw error;
  }
}

/** Creates the table, billed on demand, and lets DynamoDB remove what has expired. */
export async function createTable(
  { client }: Connection,
  table: string,
  names: DynamoDbAttributes,
  call: KvDriverCall,
): Promise<void> {
  try {
    await client.send(
      new CreateTableCommand({
        TableName: table,
        BillingMode: BillingMode.PAY_PER_REQUEST,
        AttributeDefinitions: [{ AttributeName: names.pk, AttributeType: 'S' }],
        KeySchema: [{ AttributeName: names.pk, KeyType: 'HASH' }],
      }),
    );
  } catch (error) {
    // Another process is creating it at this moment: it will switch TTL on, too.
    if (!isNamed(error, 'ResourceInUseException')) throw error;
    return waitForTable(client, table, call);
  }
  await waitForTable(client, table, call);
  try {
    const specification = { AttributeName: names.ttl, Enabled: true };
    await client.send(
      new UpdateTimeToLiveCommand({ TableName: table, TimeToLiveSpecification: specification }),
    );
  } catch (error) {
    // dynalite has no TTL. Reads decide expiry by themselves, so only the space is not given back.
    if (!isNamed(error, 'UnknownOperationException')) throw error;
  }
}

/** Seconds between two looks at a table that is being created, and until we look no more. */
const polling = { minDelay: 1, maxDelay: 2, maxWaitTime: 25 };

export async function waitForTable(client: DynamoDBClient, table: string, call: KvDriverCall): Promise<void> {
  const abort = call.signal && { abortSignal: call.signal };
  await waitUntilTableExists({ client, ...polling, ...abort }, { TableName: table });
}

/** Refuses a table whose key is not ours, for every request on it would fail. */
export function checkKeySchema(description: TableDescription, names: DynamoDbAttributes): void {
  const [key, ...more] = description.KeySchema ?? [];
  const type = description.AttributeDefinitions?.find(
    ({ AttributeName }) => AttributeName === key?.AttributeName,
  );
  if (key?.AttributeName === names.pk && type?.AttributeType === 'S' && more.length === 0) return;
  throw new KvFault(
    'INVALID_ARGUMENT',
    `the table's key is not the one partition key '${names.pk}' of type S. Name it by option 'attributes.pk', ` +
      'or use another table.',
  );
}

export function isNamed(error: unknown, name: string): boolean {
  return nameOf(error) === name;
}

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
  keyNames: readonly string[],
  ttlName: string,
  call: KvDriverCall,
): Promise<void> {
  try {
    await client.send(
      new CreateTableCommand({
        TableName: table,
        BillingMode: BillingMode.PAY_PER_REQUEST,
        AttributeDefinitions: keyNames.map((name) => ({ AttributeName: name, AttributeType: 'S' })),
        KeySchema: keyNames.map((name, index) => ({
          AttributeName: name,
          KeyType: index === 0 ? 'HASH' : 'RANGE',
        })),
      }),
    );
  } catch (error) {
    // Another process is creating it at this moment: it will switch TTL on, too.
    if (!isNamed(error, 'ResourceInUseException')) throw error;
    return waitForTable(client, table, call);
  }
  await waitForTable(client, table, call);
  try {
    const specification = { AttributeName: ttlName, Enabled: true };
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
export function checkKeySchema(description: TableDescription, keyNames: readonly string[]): void {
  const schema = description.KeySchema ?? [];
  const types = new Map(
    description.AttributeDefinitions?.map(({ AttributeName, AttributeType }) => [
      AttributeName,
      AttributeType,
    ]),
  );
  const isOurs = schema.every(
    ({ AttributeName: name }, index) => name === keyNames[index] && types.get(name) === 'S',
  );
  if (isOurs && schema.length === keyNames.length) return;
  const parts = keyNames.map((name, index) => `the ${index === 0 ? 'partition' : 'sort'} key '${name}'`);
  const options = keyNames.map((_, index) => (index === 0 ? "'attributes.pk'" : "'attributes.sk'"));
  const other = schema.length === 1 ? 'simple' : 'composite';
  const hint =
    schema.length === keyNames.length
      ? `If it has other names, say so by option ${options.join(' and ')}`
      : `If its keys are made for it, set option primaryKey: '${other}'`;
  throw new KvFault(
    'INVALID_ARGUMENT',
    `the table's key is not ${parts.join(' and ')} alone, of type S. ${hint}; else use another table.`,
  );
}

export function isNamed(error: unknown, name: string): boolean {
  return nameOf(error) === name;
}

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
  { client, abort }: Connection,
  table: string,
  keyNames: readonly string[],
  ttlName: string,
  call: KvDriverCall,
): Promise<void> {
  try {
    const command = new CreateTableCommand({
      TableName: table,
      BillingMode: BillingMode.PAY_PER_REQUEST,
      AttributeDefinitions: keyNames.map((name) => ({ AttributeName: name, AttributeType: 'S' })),
      KeySchema: keyNames.map((name, index) => ({
        AttributeName: name,
        KeyType: index === 0 ? 'HASH' : 'RANGE',
      })),
    });
    await client.send(command, abort(command, call));
  } catch (error) {
    // Another process is creating it at this moment; or we are, and the SDK asked again because an answer was lost.
    if (!isNamed(error, 'ResourceInUseException')) throw error;
  }
  await waitForTable(client, table, call);
  try {
    const specification = { AttributeName: ttlName, Enabled: true };
    const command = new UpdateTimeToLiveCommand({
      TableName: table,
      TimeToLiveSpecification: specification,
    });
    await client.send(command, abort(command, call));
  } catch (error) {
    // Reads decide expiry by themselves, so without it only the space is not given back. dynalite has no TTL, and
    // where another process has switched it on, it is not valid to do it again.
    const harmless = ['UnknownOperationException', 'ValidationException', 'ResourceInUseException'];
    if (harmless.some((name) => isNamed(error, name))) return;
    if (!isNamed(error, 'AccessDeniedException')) throw error;
    call.notice(
      `The policy does not allow UpdateTimeToLive, so DynamoDB removes nothing that has expired. Switch TTL on for ` +
        `the table, by the attribute '${ttlName}'.`,
    );
  }
}

/** Seconds between two looks at a table that is being created, and until we look no more. */
const polling = { minDelay: 1, maxDelay: 2, maxWaitTime: 25 };

export async function waitForTable(client: DynamoDBClient, table: string, call: KvDriverCall): Promise<void> {
  const abort = call.signal && { abortSignal: call.signal };
  await waitUntilTableExists({ client, ...polling, ...abort }, { TableName: table });
}

/** Refuses a table that cannot be used at present. */
export function checkStatus({ TableStatus: status = 'ACTIVE' }: TableDescription): string {
  if (status === 'ACTIVE' || status === 'UPDATING') return status;
  throw new KvFault('UNAVAILABLE', `the table is ${status}.`);
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

import { createKvStore, type DynamoDbOptions, type KvCommonOptions, type OpenKvStore } from 'nestjs-kv-store';

import { StubDynamoDb } from './server.js';
import { Table } from './table.js';

export { breaking, leaving, losing, refusing, times } from './fates.js';
export { Refusal } from './refusal.js';
export { type Fate, StubDynamoDb, type StubRequest } from './server.js';
export { type KeyPart, Table, type TableStatus } from './table.js';

export const tableName = 'kv-table';

/** A stub with a table that is ready for a store. */
export async function startStub(): Promise<StubDynamoDb> {
  const stub = await new StubDynamoDb().start();
  stub.tables.set(tableName, new Table(tableName, [{ name: 'pk', type: 'S' }]));
  return stub;
}

export function connectionTo({ endpoint }: StubDynamoDb) {
  return {
    region: 'stub-1',
    endpoint,
    credentials: { accessKeyId: 'stub-key', secretAccessKey: 'stub-secret' },
  };
}

export function openOn(
  stub: StubDynamoDb,
  more: Omit<Partial<KvCommonOptions & DynamoDbOptions>, 'client'> = {},
): Promise<OpenKvStore> {
  return createKvStore({ driver: 'dynamodb', table: tableName, ...connectionTo(stub), ...more });
}

import { createKvStore, type DynamoDbOptions, type KvCommonOptions, type OpenKvStore } from 'nestjs-kv-store';

import { StubDynamoDb } from './server.js';
import { type KeyPart, Table } from './table.js';

export { breaking, leaving, losing, refusing, times } from './fates.js';
export { quickRetries } from './quick-retries.js';
export { Refusal } from './refusal.js';
export { type Fate, StubDynamoDb, type StubRequest } from './server.js';
export { type KeyPart, Table, type TableStatus } from './table.js';

export const tableName = 'kv-table';

const keyParts = {
  simple: [{ name: 'pk', type: 'S' }],
  composite: [
    { name: 'pk', type: 'S' },
    { name: 'sk', type: 'S' },
  ],
} satisfies Record<string, KeyPart[]>;

/** A table that is ready for a store. */
export function aTable(primaryKey: 'simple' | 'composite' = 'simple'): Table {
  return new Table(tableName, keyParts[primaryKey]);
}

/** A stub with such a table. */
export async function startStub(
  primaryKey: 'simple' | 'composite' = 'simple',
  port?: number,
): Promise<StubDynamoDb> {
  const stub = await new StubDynamoDb().start(port);
  stub.tables.set(tableName, aTable(primaryKey));
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

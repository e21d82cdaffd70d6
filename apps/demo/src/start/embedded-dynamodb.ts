import type { LocalDynamoDb } from 'nestjs-kv-store/testing';

import type { Environment } from '../config/environment.js';

/** Where the embedded DynamoDB keeps its data, from one start to the next. */
export const dataPath = '.data';

/** Starts a DynamoDB for this process alone, and puts its address where the configuration looks for one. */
export async function startEmbeddedDynamoDb({
  DYNAMODB_ENGINE: engine,
}: Environment): Promise<LocalDynamoDb> {
  // Loaded only here: what it starts is a development dependency, which a container does without.
  const { startLocalDynamoDb } = await import('nestjs-kv-store/testing');
  const database = await startLocalDynamoDb({ dataPath, engine });
  process.env['DYNAMODB_ENDPOINT'] = database.endpoint;
  return database;
}

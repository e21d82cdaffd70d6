import './servers/resolve-typescript.cjs';

import { dynamoDb } from './servers/dynamodb.js';
import { provide, stopAll } from './servers/provide.js';

/** Starts the servers that the tests of project `servers` share. */
export default async function setUp(): Promise<void> {
  try {
    for (const kind of [dynamoDb]) await provide(kind);
  } catch (error) {
    // jest runs no teardown after a set-up that failed.
    await stopAll();
    throw error;
  }
}

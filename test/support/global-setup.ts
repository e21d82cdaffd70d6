import './servers/resolve-typescript.cjs';

import build from './build.js';
import { dynamoDb } from './servers/dynamodb.js';
import { nats, newNats } from './servers/nats.js';
import { provide, stopAll } from './servers/provide.js';
import { redis } from './servers/redis.js';

/** Builds what the tests of project `servers` run, and starts the servers that they share. */
export default async function setUp(): Promise<void> {
  build();
  try {
    for (const kind of [dynamoDb, redis, nats, newNats]) await provide(kind);
  } catch (error) {
    // jest runs no teardown after a set-up that failed.
    await stopAll();
    throw error;
  }
}

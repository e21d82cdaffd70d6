import './servers/resolve-typescript.cjs';

import build from './build.js';
import { dynamoDb } from './servers/dynamodb.js';
import { nats, newNats } from './servers/nats.js';
import { prometheus } from './servers/prometheus-program.js';
import { provide, provideProgram, stopAll } from './servers/provide.js';
import { redis } from './servers/redis.js';

interface Project {
  readonly displayName?: { readonly name: string };
}

/** Builds what the tests of project `servers` run, and starts the servers that they share. */
export default async function setUp(_: unknown, { displayName }: Project): Promise<void> {
  build();
  try {
    for (const kind of [dynamoDb, redis, nats, newNats]) await provide(kind);
    if (displayName?.name === 'servers') provideProgram(prometheus);
  } catch (error) {
    // jest runs no teardown after a set-up that failed.
    await stopAll();
    throw error;
  }
}

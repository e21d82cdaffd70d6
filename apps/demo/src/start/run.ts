import { setTimeout } from 'node:timers/promises';

import type { INestApplication } from '@nestjs/common';
import type { LocalDynamoDb } from 'nestjs-kv-store/testing';

import { type Environment, readEnvironment } from '../config/environment.js';
import { backendOf } from '../config/store-options.js';
import { announce } from './announce.js';
import { checkPort } from './check-port.js';
import { createApp } from './create-app.js';
import { startEmbeddedDynamoDb } from './embedded-dynamodb.js';
import { startFailure } from './start-failure.js';
import { orStopped, stopped, stopSignal } from './stop-signal.js';

/** Milliseconds that requests under way are given to end: less than the 10 s after which Docker kills. */
const closeTimeout = 8_000;

/** Serves until a signal comes. Resolves with the exit code, when all that was started has been stopped. */
export async function run(): Promise<number> {
  const stop = stopSignal();
  let env: Environment | undefined;
  let database: LocalDynamoDb | undefined;
  let app: INestApplication | undefined;
  try {
    env = readEnvironment(process.env);
    await checkPort(env.PORT);
    // Not cut short by a signal: what is half started could not be stopped.
    if (backendOf(env) === 'embedded') database = await startEmbeddedDynamoDb(env);
    app = await orStopped(createApp(), stop);
    await orStopped(app.listen(env.PORT), stop);
    app.flushLogs();
    announce(new URL(await app.getUrl()).port, env, database);
    await stopped(stop);
    return 0;
  } catch (error) {
    if (stop.aborted) return 0;
    process.stderr.write(`The demo could not start: ${startFailure(error, env)}\n`);
    return 1;
  } finally {
    await shutDown(app, database);
  }
}

/** The application first, for its last requests need the database. */
async function shutDown(app?: INestApplication, database?: LocalDynamoDb): Promise<void> {
  try {
    await Promise.race([app?.close(), setTimeout(closeTimeout)]);
  } finally {
    await database?.stop();
  }
}

import { Logger } from '@nestjs/common';
import type { LocalDynamoDb } from 'nestjs-kv-store/testing';

import type { Environment } from '../config/environment.js';
import { backendOf, natsBucket } from '../config/store-options.js';
import { dataPath } from './embedded-dynamodb.js';

/** Says what is in use, and where everything is. */
export function announce(port: string, env: Environment, database?: LocalDynamoDb): void {
  const logger = new Logger('Demo');
  const url = `http://localhost:${port}`;
  logger.log(`Store    ${describeStore(env, database)}`);
  for (const note of database?.notes ?? []) logger.log(`         ${note}`);
  logger.log(`App      ${url}/kv/{key} and ${url}/users/{id}`);
  if (env.DOCS) logger.log(`Docs     ${url}/docs`);
  logger.log(`Health   ${url}/health and ${url}/health/live`);
  if (env.METRICS) logger.log(`Metrics  ${url}/metrics`);
  const limit = env.RATE_LIMIT === 0 ? 'none' : `${env.RATE_LIMIT} requests a minute for each client`;
  logger.log(`Limit    ${limit}`);
}

function describeStore(env: Environment, database?: LocalDynamoDb): string {
  const { KV_TABLE: table, DYNAMODB_ENDPOINT: endpoint, AWS_REGION: region } = env;
  if (database) {
    const { engine, endpoint } = database;
    return `dynamodb, table ${table}, embedded ${engine} at ${endpoint}, data in ${dataPath}/`;
  }
  switch (backendOf(env)) {
    case 'redis':
      return `redis, at ${hostOf(env.REDIS_URL)}`;
    case 'nats':
      return `nats, bucket ${natsBucket}, at ${env.NATS_URL.map(hostOf).join(', ')}`;
    case 'lmdb':
      return `lmdb, data in ${env.LMDB_PATH}`;
    case 'endpoint':
      return `dynamodb, table ${table}, at ${new URL(endpoint ?? '').origin}`;
    case 'aws':
      return `dynamodb, table ${table}, on AWS${region ? `, region ${region}` : ''}`;
    default:
      return 'memory, gone when this process ends';
  }
}

/** Without the user, password or token that a URL may hold. */
function hostOf(url: string): string {
  return new URL(url).host;
}

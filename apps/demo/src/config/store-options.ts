import type { KvDriverOptions, KvStoreFactoryOptions } from 'nestjs-kv-store';

import type { Environment } from './environment.js';

/**
 * Where the data is kept. The first that fits:
 *
 * 1. KV_DRIVER=memory: this process's memory. KV_DRIVER=lmdb: files in the directory LMDB_PATH. KV_DRIVER=redis: the
 *    Redis or Valkey at REDIS_URL. KV_DRIVER=nats: a bucket on the NATS servers at NATS_URL, created if it is missing.
 * 2. DYNAMODB_ENDPOINT is set: the DynamoDB that answers there. The table is created if it is missing.
 * 3. AWS_REGION, AWS_PROFILE or AWS_ACCESS_KEY_ID is set: AWS. The table must exist.
 * 4. None of these: a DynamoDB that the demo starts itself, with its data under `.data/`. Once it runs, its address
 *    is DYNAMODB_ENDPOINT, and rule 2 holds.
 */
export type Backend = 'memory' | 'lmdb' | 'redis' | 'nats' | 'endpoint' | 'aws' | 'embedded';

/** Where KV_DRIVER=nats keeps the entries. */
export const natsBucket = 'kv-demo';

export function backendOf(env: Environment): Backend {
  if (env.KV_DRIVER !== 'dynamodb') return env.KV_DRIVER;
  if (env.DYNAMODB_ENDPOINT) return 'endpoint';
  return env.AWS_REGION || env.AWS_PROFILE || env.AWS_ACCESS_KEY_ID ? 'aws' : 'embedded';
}

/** The most entries of the near cache. */
const mostKept = 10_000;

/**
 * With KV_COALESCE=false every call is a request of its own. With KV_CACHE=5000 a value that was read is given out for
 * so many milliseconds, with KV_BREAKER=true a back end that does not answer is not waited for.
 */
export function storeOptions(env: Environment): KvStoreFactoryOptions {
  return {
    ...driverOptions(env),
    coalesce: env.KV_COALESCE,
    ...(env.KV_CACHE > 0 && { cache: { max: mostKept, ttl: env.KV_CACHE } }),
    ...(env.KV_BREAKER && { breaker: {} }),
  };
}

export function driverOptions(env: Environment): KvDriverOptions {
  const region = env.AWS_REGION && { region: env.AWS_REGION };
  switch (backendOf(env)) {
    case 'memory':
      return { driver: 'memory' };
    case 'lmdb':
      return { driver: 'lmdb', path: env.LMDB_PATH };
    case 'redis':
      return { driver: 'redis', url: env.REDIS_URL };
    case 'nats':
      return { driver: 'nats', servers: env.NATS_URL, bucket: natsBucket };
    case 'aws':
      return { driver: 'dynamodb', table: env.KV_TABLE, ...region };
    case 'endpoint':
      return {
        driver: 'dynamodb',
        table: env.KV_TABLE,
        createTable: true,
        ...endpointOptions(env),
        ...region,
      };
    case 'embedded':
      throw new Error('DYNAMODB_ENDPOINT is not set, and only main.ts starts an embedded DynamoDB.');
  }
}

function endpointOptions(env: Environment) {
  const endpoint = env.DYNAMODB_ENDPOINT ?? '';
  if (!isLoopback(endpoint)) return { endpoint };
  // The AWS SDK asks for a region and credentials; a DynamoDB on this machine takes any.
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const hasOwn = env.AWS_ACCESS_KEY_ID ?? env.AWS_PROFILE;
  return { endpoint, region: 'us-east-1', ...(!hasOwn && { credentials }) };
}

function isLoopback(endpoint: string): boolean {
  const { hostname } = new URL(endpoint);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}

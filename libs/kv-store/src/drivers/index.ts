import type { KvDriver } from '../core/kv-driver.js';
import { KvFault } from '../core/kv-fault.js';
import { needs } from '../core/optional-package.js';
import type { DynamoDbOptions } from './dynamodb/dynamodb.options.js';
import type { LmdbOptions } from './lmdb/lmdb.options.js';
import type { MemoryOptions } from './memory/memory.options.js';
import type { NatsOptions } from './nats/nats.options.js';
import type { RedisOptions } from './redis/redis.options.js';

/** The options of every driver that comes with the module, told apart by `driver`. */
export type KvDriverOptions = DynamoDbOptions | LmdbOptions | MemoryOptions | NatsOptions | RedisOptions;

/** Each driver, loaded when it is asked for: a back end's client is needed only where it is used. */
export const drivers = {
  dynamodb: async (options: object): Promise<KvDriver> => {
    const { createDynamoDbDriver } = await needsClient(
      '@aws-sdk/client-dynamodb',
      import('./dynamodb/dynamodb.driver.js'),
    );
    return createDynamoDbDriver(options);
  },
  lmdb: async (options: object): Promise<KvDriver> => {
    const { createLmdbDriver } = await needsClient('lmdb', import('./lmdb/lmdb.driver.js'));
    return createLmdbDriver(options);
  },
  memory: async (options: object): Promise<KvDriver> => {
    const { createMemoryDriver } = await import('./memory/memory.driver.js');
    return createMemoryDriver(options);
  },
  nats: async (options: object): Promise<KvDriver> => {
    const { createNatsDriver } = await needsClient(
      '@nats-io/transport-node',
      import('./nats/nats.driver.js'),
    );
    return createNatsDriver(options);
  },
  redis: async (options: object): Promise<KvDriver> => {
    const { createRedisDriver } = await needsClient('@redis/client', import('./redis/redis.driver.js'));
    return createRedisDriver(options);
  },
};

async function needsClient<M>(peer: string, module: Promise<M>): Promise<M> {
  try {
    return await needs("option 'driver'", peer, module);
  } catch (error) {
    if (!(error as Error).message.startsWith('No native build was found')) throw error;
    throw new KvFault(
      'UNSUPPORTED',
      `package '${peer}' is here without its binary for this platform. Install optional dependencies, too.`,
    );
  }
}

import type { KvDriver } from '../core/kv-driver.js';
import { KvFault } from '../core/kv-fault.js';
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
    const { createDynamoDbDriver } = await needs(
      '@aws-sdk/client-dynamodb',
      import('./dynamodb/dynamodb.driver.js'),
    );
    return createDynamoDbDriver(options);
  },
  lmdb: async (options: object): Promise<KvDriver> => {
    const { createLmdbDriver } = await needs('lmdb', import('./lmdb/lmdb.driver.js'));
    return createLmdbDriver(options);
  },
  memory: async (options: object): Promise<KvDriver> => {
    const { createMemoryDriver } = await import('./memory/memory.driver.js');
    return createMemoryDriver(options);
  },
  nats: async (options: object): Promise<KvDriver> => {
    const { createNatsDriver } = await needs('@nats-io/transport-node', import('./nats/nats.driver.js'));
    return createNatsDriver(options);
  },
  redis: async (options: object): Promise<KvDriver> => {
    const { createRedisDriver } = await needs('@redis/client', import('./redis/redis.driver.js'));
    return createRedisDriver(options);
  },
};

/** The loaded module, or one sentence with the command that installs what it needs. */
async function needs<M>(peer: string, module: Promise<M>): Promise<M> {
  try {
    return await module;
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    if (String(message).startsWith('No native build was found')) {
      throw new KvFault(
        'UNSUPPORTED',
        `package '${peer}' is here without its binary for this platform. Install optional dependencies, too.`,
      );
    }
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    throw new KvFault(
      'INVALID_ARGUMENT',
      `option 'driver' needs a package that is missing: npm install ${peer}`,
    );
  }
}

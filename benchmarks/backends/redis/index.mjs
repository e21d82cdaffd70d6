import { createClient } from '@redis/client';

import { startServer } from '../../lib/server.mjs';
import asItComes from './contestants/as-it-comes.mjs';
import batchesByHand from './contestants/batches-by-hand.mjs';
import cacheManager from './contestants/cache-manager.mjs';
import ioredis from './contestants/ioredis.mjs';
import keyv from './contestants/keyv.mjs';
import nestjsKvStore from './contestants/nestjs-kv-store.mjs';
import oneByOne from './contestants/one-by-one.mjs';
import uncoalesced from './contestants/uncoalesced.mjs';
import unstorage from './contestants/unstorage.mjs';
import { notes } from './notes.mjs';

export default {
  name: 'redis',
  title: 'Redis',
  contestants: [
    nestjsKvStore,
    uncoalesced,
    oneByOne,
    asItComes,
    batchesByHand,
    ioredis,
    keyv,
    cacheManager,
    unstorage,
  ],
  packages: ['@redis/client', 'ioredis', 'keyv', '@keyv/redis', 'cache-manager', 'unstorage'],
  keys: 10_000,
  notes,
  async start() {
    const { missing, endpoint, stop } = await startServer('redis');
    if (missing) return { missing };
    const client = createClient({ url: endpoint });
    await client.on('error', () => undefined).connect();
    const info = async (name) => new RegExp(`^${name}:(.*)\r`, 'm').exec(await client.info())?.[1];
    // Each look is a command itself.
    let looks = 0;
    return {
      version: `Redis ${await info('redis_version')}`,
      connection: { url: endpoint },
      requests: async () => Number(await info('total_commands_processed')) - looks++,
      async stop() {
        client.destroy();
        await stop();
      },
    };
  },
};

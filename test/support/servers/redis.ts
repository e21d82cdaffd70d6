import { answers } from './redis-ping.js';
import { startRedis } from './redis-process.js';
import { hasRedis } from './redis-program.js';
import type { ServerKind } from './server.js';

/** The one that tests share; clusters and the like they start with the same program. */
export const redis: ServerKind = {
  name: 'Redis',
  variable: 'TEST_REDIS',
  packages: ['redis-server', 'valkey-server'],
  isInstalled: () => Promise.resolve(hasRedis()),
  async start() {
    const server = await startRedis();
    return { endpoint: server.url, stop: () => server.stop() };
  },
  image: {
    name: 'redis',
    port: 6379,
    endpoint: (port) => `redis://127.0.0.1:${port}`,
    isReady: answers,
  },
};

import { startRedis } from './redis-process.js';
import { startRedisSentinel } from './redis-sentinel.js';
import { stay } from './traces.js';

async function main(): Promise<void> {
  const [alone, frozen, set] = await Promise.all([startRedis(), startRedis(), startRedisSentinel()]);
  stay([alone, frozen, ...set.nodes, ...set.sentinels], frozen);
}

void main();

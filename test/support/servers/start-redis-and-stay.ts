import { startRedis } from './redis-process.js';
import { startRedisSentinel } from './redis-sentinel.js';
import { tracesOf } from './redis-traces.js';

/** A program that prints, in one line, what it has started, and then waits to be killed. */
async function main(): Promise<void> {
  const [alone, frozen, set] = await Promise.all([startRedis(), startRedis(), startRedisSentinel()]);
  const servers = [alone, frozen, ...set.nodes, ...set.sentinels];
  const traces = await Promise.all(servers.map(tracesOf));
  frozen.freeze();
  console.log(JSON.stringify(traces));
  setInterval(() => undefined, 1_000);
}

void main();

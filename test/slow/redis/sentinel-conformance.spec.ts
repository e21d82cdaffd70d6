import { describeWithRedis } from '../../support/redis.js';
import { describeRedisConformance } from '../../support/redis-conformance.js';
import { type RedisSentinelSet, startRedisSentinel } from '../../support/servers/redis-sentinel.js';

describeWithRedis('a master that sentinels watch over', () => {
  let set: RedisSentinelSet;
  beforeAll(async () => {
    set = await startRedisSentinel();
  }, 60_000);
  afterAll(() => set.stop());

  describeRedisConformance('redis', () => ({ sentinel: { name: set.name, nodes: set.urls } }));
});

import { describeWithRedis } from '../../support/redis.js';
import { describeRedisConformance } from '../../support/redis-conformance.js';
import { type RedisCluster, startRedisCluster } from '../../support/servers/redis-cluster.js';

describeWithRedis('a cluster of three masters and three replicas', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  }, 60_000);
  afterAll(() => cluster.stop());

  describeRedisConformance('redis', () => ({ cluster: cluster.urls.slice(0, 2) }));
});

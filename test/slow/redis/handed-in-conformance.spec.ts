import { createCluster } from '@redis/client';

import { describeWithRedis } from '../../support/redis.js';
import { describeRedisConformance } from '../../support/redis-conformance.js';
import { type RedisCluster, startRedisCluster } from '../../support/servers/redis-cluster.js';

describeWithRedis('a client of a cluster that is handed in', () => {
  let cluster: RedisCluster;
  let client: ReturnType<typeof createCluster>;
  beforeAll(async () => {
    cluster = await startRedisCluster();
    client = createCluster({
      rootNodes: cluster.urls.map((url) => ({ url })),
      defaults: { disableOfflineQueue: true },
    });
    await client.connect();
  }, 60_000);
  afterAll(async () => {
    client.destroy();
    await cluster.stop();
  });

  describeRedisConformance('redis', () => ({ client }));
});

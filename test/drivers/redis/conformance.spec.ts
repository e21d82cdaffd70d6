import { describeWithRedis, redisUrl } from '../../support/redis.js';
import { describeRedisConformance } from '../../support/redis-conformance.js';

describeWithRedis('one server', () => {
  describeRedisConformance('redis', () => ({ url: redisUrl(1) }));
  describeRedisConformance('redis, behind a near cache', () => ({ url: redisUrl(1) }), {
    data: 'kept',
    cache: { max: 10_000, ttl: 86_400_000, misses: true },
  });
});

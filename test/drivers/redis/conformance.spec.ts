import { describeWithRedis, redisUrl } from '../../support/redis.js';
import { describeRedisConformance } from '../../support/redis-conformance.js';

describeWithRedis('one server', () => {
  describeRedisConformance('redis', () => ({ url: redisUrl(1) }));
});

import { describeKvDriver, type KvDriverSuite } from 'nestjs-kv-store/testing';

import { createRedisDriver } from '../../libs/kv-store/src/drivers/redis/redis.driver.js';

/** The suite on servers that are found by these options, which are asked for when they run. */
export function describeRedisConformance(
  name: string,
  options: () => object,
  more: Partial<KvDriverSuite> = {},
): void {
  describeKvDriver({
    name,
    create: () => createRedisDriver(options()),
    time: 'real',
    data: 'shared',
    effort: { sequences: 20, histories: 1, documents: 500 },
    ...more,
  });
}

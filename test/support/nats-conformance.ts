import { describeKvDriver } from 'nestjs-kv-store/testing';

import { createNatsDriver } from '../../libs/kv-store/src/drivers/nats/nats.driver.js';
import { newBucket } from './nats.js';

/** The suite on a bucket of its own, with options that are asked for when it runs. */
export function describeNatsConformance(name: string, options: () => object): void {
  const bucket = newBucket();
  describeKvDriver({
    name,
    create: () => createNatsDriver({ bucket, ...options() }),
    time: 'controlled',
    data: 'shared',
    effort: { sequences: 20, histories: 1, documents: 500 },
  });
}

import { describeKvDriver } from 'nestjs-kv-store/testing';

import { createMemoryDriver } from '../../libs/kv-store/src/drivers/memory/memory.driver.js';
import { farAway, memoryDriver, sharedMemory } from './drivers.js';

const effort = { sequences: 150, histories: 3 };

describeKvDriver({
  name: 'memory',
  create: createMemoryDriver,
  time: 'controlled',
  data: 'lost',
  effort: { ...effort, documents: 10_000 },
});

describeKvDriver({
  name: 'memory, by the real time',
  create: createMemoryDriver,
  time: 'real',
  data: 'lost',
  effort: { sequences: 20, histories: 1 },
});

describe.each(['refuse', 'evict-least-recently-used'])('with room enough, %s', (whenFull) => {
  describeKvDriver({
    name: 'memory',
    create: () => createMemoryDriver({ maxEntries: 100_000, maxBytes: 256 * 1_048_576, whenFull }),
    time: 'controlled',
    data: 'lost',
    effort: { sequences: 20, histories: 1, documents: 100 },
  });
});

describeKvDriver({
  name: 'far away, that can do no more than it must',
  create: sharedMemory(),
  time: 'controlled',
  data: 'shared',
  effort,
});

describeKvDriver({
  name: 'far away, whose calls travel together',
  create: sharedMemory({ reads: 10, writes: 5, inFlight: 3 }),
  time: 'controlled',
  data: 'shared',
  effort,
});

describeKvDriver({
  name: 'far away, that cannot list',
  create: () => farAway(memoryDriver(), { list: undefined }),
  time: 'controlled',
  data: 'lost',
  effort,
});

// Longer than the tests last, by whichever clock: what is not forgotten for another reason is found out.
const cache = { max: 10_000, ttl: 86_400_000 };

describe.each([
  ['with a near cache', cache],
  ['with a near cache that keeps misses', { ...cache, misses: true }],
  ['with a near cache that is full', { max: 2, ttl: 86_400_000 }],
])('%s', (_, cache) => {
  describeKvDriver({
    name: 'memory',
    create: createMemoryDriver,
    time: 'controlled',
    data: 'lost',
    cache,
    effort: { sequences: 50, histories: 1, documents: 100 },
  });

  describeKvDriver({
    name: 'far away, whose calls travel together',
    create: sharedMemory({ reads: 10, writes: 5, inFlight: 3 }),
    time: 'controlled',
    data: 'kept',
    cache,
    effort,
  });
});

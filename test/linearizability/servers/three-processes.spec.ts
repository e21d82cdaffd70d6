import { randomUUID } from 'node:crypto';

import { createKvStore, type KvStoreOptions, type OpenKvStore } from 'nestjs-kv-store';

import { newFolder } from '../../drivers/lmdb/folder.js';
import { describeWithDynamoDb, dynamoDbOptions } from '../../support/dynamodb.js';
import { expectLinearizable } from '../../../libs/kv-store/src/testing/linearizability/checker.js';
import { describeWithNats, natsUrl, newBucket } from '../../support/nats.js';
import { describeWithRedis, redisUrl } from '../../support/redis.js';
import { expectLinearizableWithin } from '../behind-a-cache.js';
import { run } from '../../../libs/kv-store/src/testing/linearizability/run.js';
import { Caller } from './caller.js';

jest.setTimeout(60_000);

const size = { callers: 6, calls: 25, keys: 3, counters: 1 };

describeWithDynamoDb('callers in three processes on one table of DynamoDB', () => {
  describeThreeProcesses(dynamoDbOptions());
});
describeWithRedis('callers in three processes on one database of Redis', () => {
  // On a folder of its own: a server of someone's may hold what the run before has left.
  describeThreeProcesses({ driver: 'redis', url: redisUrl(5), namespace: randomUUID() });

  describe('each with a near cache', () => {
    const cache = { max: 100, ttl: 10, misses: true };
    describeThreeProcesses({ driver: 'redis', url: redisUrl(5), namespace: randomUUID(), cache });
  });
});
describeWithNats('callers in three processes on one bucket of NATS', () => {
  describeThreeProcesses({ driver: 'nats', servers: natsUrl(), bucket: newBucket() });
});
describe('callers in three processes on one directory of LMDB', () => {
  describeThreeProcesses({ driver: 'lmdb', path: newFolder() });
});

function describeThreeProcesses(where: KvStoreOptions): void {
  const { cache } = where;
  // Also where the machine is so busy that a call takes seconds.
  const options = { ...where, timeout: 30_000 };
  const names = ['a', 'b', 'c'];
  let store: OpenKvStore;
  let callers: Caller[] = [];

  beforeAll(async () => {
    store = await createKvStore(options);
    callers = names.map(() => new Caller());
    await Promise.all(callers.map((caller) => caller.open(options)));
  });
  afterAll(async () => {
    await Promise.all(callers.map((caller) => caller.end()));
    await store.close();
  });

  it.each([
    [1, 0],
    [2, 0],
    [3, 0],
    [11, 0.15],
    [12, 0.15],
    [13, 0.15],
  ])('are served as if one by one, seed %d, interrupted: %d', async (seed, interruptions) => {
    const histories = await Promise.all(
      callers.map((caller, index) =>
        caller.run({ ...size, seed, interruptions, process: names[index] ?? '' }),
      ),
    );
    // What is left when all have ended.
    const end = await run([store], { ...size, seed, calls: 0, process: 'end' });
    const history = [...histories.flat(), ...end];
    if (cache) expectLinearizableWithin(cache.ttl, history, `seed ${seed}`);
    else expectLinearizable(history, `seed ${seed}`);
    expect(new Set(history.map((operation) => operation.process)).size).toBe(4);
  });
}

import { describeWithDynamoDb, dynamoDbOptions } from '../../support/dynamodb.js';
import { describeWithNats, natsUrl, newBucket } from '../../support/nats.js';
import { describeWithRedis, redisUrl } from '../../support/redis.js';
import { amount } from '../amount.js';
import { itTakesAnything } from './fuzz.js';
import { Tally } from './tally.js';

const tally = new Tally();
const timeout = 1_000;
const cache = { max: 100, ttl: 60_000 };

describeWithRedis("driver 'redis'", () => {
  const redis = (database: number) => ({ driver: 'redis', url: redisUrl(database), timeout }) as const;
  const stores = [
    ['plain', () => redis(12)],
    ['behind a near cache', () => ({ ...redis(13), cache })],
  ] as const;
  itTakesAnything(stores, { tries: amount(5_000), keyBytes: 65_536, tally });
});

describeWithNats("driver 'nats'", () => {
  const nats = () => ({ driver: 'nats', servers: natsUrl(), bucket: newBucket(), timeout }) as const;
  itTakesAnything([['plain', nats]], { tries: amount(10_000), keyBytes: 1_024, tally });
});

describeWithDynamoDb("driver 'dynamodb'", () => {
  const simple = () => ({ ...dynamoDbOptions(), timeout });
  itTakesAnything([['by partition keys', simple]], { tries: amount(5_000), keyBytes: 2_048, tally });

  const composite = () => ({ ...simple(), primaryKey: 'composite' }) as const;
  itTakesAnything([['by sort keys', composite]], { tries: amount(5_000), keyBytes: 1_024, tally });

  it('like the others, has succeeded with each method, and refused for each reason', () => {
    expect(tally.missing).toEqual([]);
  });
});

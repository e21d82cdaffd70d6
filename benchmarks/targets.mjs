// What is aimed at, as ratios within one run, of the medians that the tables are made of. `against` names a contestant;
// the figure is that of nestjs-kv-store, or of `whose`, divided by that contestant's.

const dynamoDbStub = 'dynamodb-stub';
const dynamoDbLocal = 'dynamodb-local';
const keyvDynamo = 'Keyv with @keyv/dynamo';
const byHand = 'AWS SDK, batches by hand';
const keyvRedis = 'Keyv with @keyv/redis';
const rawNats = '@nats-io/kv, strong reads';
const rawLmdb = 'lmdb behind async functions';
const keyvMap = "Keyv's Map";

const cpu = (backend, load, against, atMost) => ({ backend, load, figure: 'cpu', against, atMost });
const speed = (backend, load, against, atLeast) => ({ backend, load, figure: 'perSecond', against, atLeast });
/** Where nothing is said of how many are in flight, it is to hold for one as for many. */
const oneOrMany = (operation) => [`${operation}@256`, `${operation}@1`];

export const targets = [
  cpu(dynamoDbStub, 'get@256', keyvDynamo, 1 / 20),
  cpu(dynamoDbStub, 'set@256', keyvDynamo, 1 / 6),
  cpu(dynamoDbStub, 'get@256', byHand, 1.25),
  cpu(dynamoDbStub, 'set@256', byHand, 1.25),
  cpu(dynamoDbStub, 'get@1', 'AWS SDK, GetItem and PutItem', 1.05),
  speed(dynamoDbLocal, 'get@256', keyvDynamo, 12),
  speed(dynamoDbLocal, 'set@256', keyvDynamo, 5),
  speed(dynamoDbLocal, 'get@256', byHand, 0.85),
  speed(dynamoDbLocal, 'set@256', byHand, 0.85),
  speed('redis', 'get@256', keyvRedis, 2.5),
  speed('redis', 'set@256', keyvRedis, 1.2),
  speed('redis', 'set-with-ttl@256', keyvRedis, 1),
  speed('nats', 'get@256', rawNats, 0.95),
  speed('nats', 'set@256', rawNats, 0.95),
  ...oneOrMany('get').flatMap((load) => [
    speed('lmdb', load, rawLmdb, 0.6),
    // As old as what the raw client reads.
    { ...speed('lmdb', load, rawLmdb, 0.6), whose: 'nestjs-kv-store, eventual reads' },
    { ...speed('lmdb', load, rawLmdb, 0.35), whose: 'nestjs-kv-store, Prometheus on' },
    speed('lmdb', load, keyvMap, 1),
  ]),
  ...oneOrMany('set').map((load) => speed('lmdb', load, rawLmdb, 0.8)),
  ...[...oneOrMany('get'), ...oneOrMany('set')].map((load) => speed('memory', load, keyvMap, 1.2)),
];

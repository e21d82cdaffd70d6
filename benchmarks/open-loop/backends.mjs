// Who is called, and how often a second: from what leaves a process idle to where the first cannot keep up.
import nestjsOnDynamoDb from '../backends/dynamodb/contestants/nestjs-kv-store.mjs';
import oneByOneOnDynamoDb from '../backends/dynamodb/contestants/one-by-one.mjs';
import uncoalescedOnDynamoDb from '../backends/dynamodb/contestants/uncoalesced.mjs';
import dynamoDbLocal from '../backends/dynamodb-local/index.mjs';
import dynamoDbStub from '../backends/dynamodb-stub/index.mjs';
import lmdb from '../backends/lmdb/index.mjs';
import nestjsOnLmdb from '../backends/lmdb/contestants/nestjs-kv-store.mjs';
import oneByOneOnLmdb from '../backends/lmdb/contestants/one-by-one.mjs';
import uncoalescedOnLmdb from '../backends/lmdb/contestants/uncoalesced.mjs';
import memory from '../backends/memory/index.mjs';
import map from '../backends/memory/contestants/map.mjs';
import nestjsOnMemory from '../backends/memory/contestants/nestjs-kv-store.mjs';
import nats from '../backends/nats/index.mjs';
import nestjsOnNats from '../backends/nats/contestants/nestjs-kv-store.mjs';
import oneByOneOnNats from '../backends/nats/contestants/one-by-one.mjs';
import uncoalescedOnNats from '../backends/nats/contestants/uncoalesced.mjs';
import redis from '../backends/redis/index.mjs';
import nestjsOnRedis from '../backends/redis/contestants/nestjs-kv-store.mjs';
import oneByOneOnRedis from '../backends/redis/contestants/one-by-one.mjs';
import uncoalescedOnRedis from '../backends/redis/contestants/uncoalesced.mjs';

const onDynamoDb = [nestjsOnDynamoDb, uncoalescedOnDynamoDb, oneByOneOnDynamoDb];

const stub = (latency) => ({
  ...dynamoDbStub,
  name: `dynamodb-stub-${latency}ms`,
  title: `DynamoDB, a stub that answers after ${latency} ms`,
  start: (options) => dynamoDbStub.start({ ...options, latency }),
  contestants: onDynamoDb,
  rates: [50, 200, 1_000, 4_000],
});

export const backends = [
  stub(1),
  stub(5),
  { ...dynamoDbLocal, contestants: onDynamoDb, rates: [50, 200, 500] },
  {
    ...redis,
    contestants: [nestjsOnRedis, uncoalescedOnRedis, oneByOneOnRedis],
    rates: [50, 200, 2_000, 10_000],
  },
  {
    ...nats,
    contestants: [nestjsOnNats, uncoalescedOnNats, oneByOneOnNats],
    rates: [50, 200, 2_000, 10_000],
  },
  {
    ...lmdb,
    contestants: [nestjsOnLmdb, uncoalescedOnLmdb, oneByOneOnLmdb],
    rates: [50, 200, 2_000, 10_000],
  },
  // Nothing is coalesced there, with or without the option.
  { ...memory, contestants: [nestjsOnMemory, map], rates: [50, 200, 2_000, 10_000] },
];

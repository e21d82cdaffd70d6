// The back ends. One more is a folder more, and a word here.
import dynamodbLocal from './dynamodb-local/index.mjs';
import dynamodbStub from './dynamodb-stub/index.mjs';
import lmdb from './lmdb/index.mjs';
import memory from './memory/index.mjs';
import nats from './nats/index.mjs';
import redis from './redis/index.mjs';

export const backends = [dynamodbStub, dynamodbLocal, redis, nats, lmdb, memory];

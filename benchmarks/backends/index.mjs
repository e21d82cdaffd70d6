// The back ends. One more is a folder more, and a word here.
import lmdb from './lmdb/index.mjs';
import memory from './memory/index.mjs';
import nats from './nats/index.mjs';
import redis from './redis/index.mjs';

export const backends = [redis, nats, lmdb, memory];

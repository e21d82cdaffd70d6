// Clients of Redis beside each other, one command a call: what the choice in docs/design.md rests on. Those that are
// not installed are left out; to have them all, in an empty folder that NODE_PATH then names:
//   npm install redis-5@npm:@redis/client@5 ioredis-6@npm:ioredis@6 iovalkey@0.4 @valkey/valkey-glide@2
// A Redis answers at REDIS_URL, which should be empty: redis://localhost:6379 by default.
import { createRequire } from 'node:module';

import { Entries } from './lib/entries.mjs';
import { fill, measure } from './lib/measure.mjs';
import { median, round } from './lib/statistics.mjs';

const require = createRequire(import.meta.url);
const { REDIS_URL: url = 'redis://localhost:6379' } = process.env;
const [rounds, milliseconds] = [3, 400];

const ofRedis = (name, more) => async () => {
  const client = require(name).createClient({ url, disableOfflineQueue: true, ...more });
  await client.on('error', () => undefined).connect();
  return {
    get: (key) => client.get(key),
    set: (key, value) => client.set(key, value),
    getMany: (keys) => client.mGet(keys),
    close: () => client.destroy(),
  };
};
const ofIoredis = (name, more) => async () => {
  const { default: Redis } = require(name);
  const client = new Redis(url, more);
  return {
    get: (key) => client.get(key),
    set: (key, value) => client.set(key, value),
    getMany: (keys) => client.mget(keys),
    close: () => client.disconnect(),
  };
};
const ofGlide = (name) => async () => {
  const { hostname: host, port } = new URL(url);
  const addresses = [{ host, port: Number(port || 6379) }];
  const client = await require(name).GlideClient.createClient({ addresses, inflightRequestsLimit: 2_000 });
  return {
    get: (key) => client.get(key),
    set: (key, value) => client.set(key, value),
    getMany: (keys) => client.mget(keys),
    close: () => client.close(),
  };
};
const clients = {
  '@redis/client 6, timeout off': ofRedis('@redis/client', { commandOptions: { timeout: undefined } }),
  '@redis/client 6 as it comes': ofRedis('@redis/client'),
  '@redis/client 5': ofRedis('redis-5'),
  'ioredis 6, auto-pipelining': ofIoredis('ioredis-6', { enableAutoPipelining: true }),
  'ioredis 6 as it comes': ofIoredis('ioredis-6'),
  'iovalkey 0.4 as it comes': ofIoredis('iovalkey'),
  'valkey-glide 2': ofGlide('@valkey/valkey-glide'),
};

const ones = (inFlight) => new Array(inFlight).fill(1);
const loads = {
  'GET, 1 in flight': { operation: 'get', sizes: ones(1) },
  'GET, 64': { operation: 'get', sizes: ones(64) },
  'GET, 1,000': { operation: 'get', sizes: ones(1_000) },
  'SET, 1': { operation: 'set', sizes: ones(1) },
  'SET, 64': { operation: 'set', sizes: ones(64) },
  'SET, 1,000': { operation: 'set', sizes: ones(1_000) },
  'MGET of 100, a key of it, 4': { operation: 'get', sizes: new Array(4).fill(100) },
};

const samples = new Map();
for (let turn = 0; turn <= rounds; turn += 1) {
  for (const [name, open] of Object.entries(clients)) {
    const client = await open().catch((error) => {
      if (error.code !== 'MODULE_NOT_FOUND') throw error;
    });
    if (!client) continue;
    const entries = new Entries(2_000);
    await fill(client, entries);
    for (const [load, what] of Object.entries(loads)) {
      const sample = await measure(client, entries, { ...what, milliseconds });
      // The first round warms up.
      if (turn > 0) samples.set(`${name} ${load}`, [...(samples.get(`${name} ${load}`) ?? []), sample]);
    }
    await client.close();
  }
}

const names = Object.keys(clients).filter((name) => samples.has(`${name} GET, 64`));
console.log(`| thousands a second, µs of CPU | ${names.join(' | ')} |`);
console.log(`| --- |${' --- |'.repeat(names.length)}`);
for (const load of Object.keys(loads)) {
  const cells = names.map((name) => {
    const of = samples.get(`${name} ${load}`);
    return `${round(median(of.map(({ perSecond }) => perSecond)) / 1_000)}, ${round(median(of.map(({ cpu }) => cpu)))}`;
  });
  console.log(`| ${load} | ${cells.join(' | ')} |`);
}
process.exit();

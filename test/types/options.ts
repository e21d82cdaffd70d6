import { json, KvStoreModule, type KvStoreOptions } from 'nestjs-kv-store';
import { z } from 'zod';

// Compiled by `npm run types`, and never run: which options go with which driver.

export const right: KvStoreOptions[] = [
  { driver: 'memory', namespace: 'shop', defaultTtl: 60_000 },
  { driver: 'dynamodb', table: 'kv-store', cache: { max: 10_000, ttl: 5_000, misses: true } },
  { driver: 'memory', maxEntries: 10_000, maxBytes: 1_048_576, whenFull: 'evict-least-recently-used' },
  { driver: 'dynamodb', table: 'kv-store', primaryKey: 'composite', attributes: { sk: 'sort' } },
  { driver: 'redis', url: 'redis://localhost', database: 1, tls: { rejectUnauthorized: true } },
  { driver: 'redis', sentinel: { name: 'mymaster', nodes: ['redis://a:26379'] } },
  { driver: 'lmdb', path: 'data', mapSize: 2 ** 30, sync: 'survives-process-crash' },
  { driver: 'nats', servers: ['nats://a', 'nats://b'], bucket: 'kv', replicas: 3, storage: 'memory' },
  { driver: 'nats', bucket: 'kv', clientConfig: { tls: { ca: 'PEM' }, inboxPrefix: '_INBOX_kv' } },
];

export const wrong: KvStoreOptions[] = [
  // @ts-expect-error there is no such driver
  { driver: 'mongo' },
  // @ts-expect-error the memory has no table
  { driver: 'memory', table: 'kv-store' },
  // @ts-expect-error it says what goes
  { driver: 'memory', maxEntries: 10_000, whenFull: 'evict' },
  // @ts-expect-error a cluster is found by several
  { driver: 'redis', cluster: 'redis://localhost' },
  // @ts-expect-error a directory is missing
  { driver: 'lmdb' },
  // @ts-expect-error named by what it promises
  { driver: 'lmdb', path: 'data', sync: 'none' },
  // @ts-expect-error a bucket is missing
  { driver: 'nats', servers: 'nats://localhost' },
  // @ts-expect-error there is no third place
  { driver: 'nats', bucket: 'kv', storage: 'disk' },
  // @ts-expect-error a table is missing
  { driver: 'dynamodb' },
  // @ts-expect-error there is no third kind
  { driver: 'dynamodb', table: 'kv-store', primaryKey: 'sorted' },
  // @ts-expect-error milliseconds
  { driver: 'memory', defaultTtl: '60s' },
  // @ts-expect-error what is read may be how old?
  { driver: 'memory', cache: { max: 10_000 } },
  // @ts-expect-error no option of any
  { driver: 'memory', tabel: 'kv-store' },
];

const codec = json(z.object({ name: z.string() }));

export const modules = [
  KvStoreModule.forFeature([{ name: 'users', namespace: 'users', codec, defaultTtl: 60_000 }]),
  KvStoreModule.forFeature([{ name: 'notes', namespace: 'notes', store: 'cold' }]),
  // @ts-expect-error a feature is a folder
  KvStoreModule.forFeature([{ name: 'users', codec }]),
  // @ts-expect-error a schema is no codec
  KvStoreModule.forFeature([{ name: 'users', namespace: 'users', codec: z.string() }]),
  // @ts-expect-error a driver is chosen at the root
  KvStoreModule.forFeature([{ name: 'users', namespace: 'users', driver: 'memory' }]),
];

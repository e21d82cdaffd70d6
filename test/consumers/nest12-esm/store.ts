import { type KvDriverOptions } from 'nestjs-kv-store';

export const store: KvDriverOptions = { driver: 'lmdb', path: 'data' };

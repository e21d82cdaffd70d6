import { type KvDriverOptions } from 'nestjs-kv-store';

/** Where the entries are kept, unless the fixture says otherwise. */
export const store: KvDriverOptions = {
  driver: 'memory',
  maxEntries: 1_000,
  whenFull: 'evict-least-recently-used',
};

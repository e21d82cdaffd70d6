import { join } from 'node:path';

import { describeKvDriver } from 'nestjs-kv-store/testing';

import { createLmdbDriver } from '../../../libs/kv-store/src/drivers/lmdb/lmdb.driver.js';
import { newFolder } from './folder.js';

const folder = newFolder();

describeKvDriver({
  name: 'lmdb',
  create: () => createLmdbDriver({ path: join(folder, 'flushed') }),
  time: 'controlled',
  data: 'shared',
  effort: { sequences: 60, histories: 3, documents: 1_000 },
});

describeKvDriver({
  name: 'lmdb that does not flush',
  create: () => createLmdbDriver({ path: join(folder, 'unflushed'), sync: 'survives-process-crash' }),
  time: 'controlled',
  data: 'shared',
  effort: { sequences: 10, histories: 1, documents: 200 },
});

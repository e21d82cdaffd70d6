import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describeKvDriver } from 'nestjs-kv-store/testing';

import { createLmdbDriver } from '../../../libs/kv-store/src/drivers/lmdb/lmdb.driver.js';

const root = mkdtempSync(join(tmpdir(), 'test-lmdb-'));
afterAll(() => {
  rmSync(root, { recursive: true });
});

describeKvDriver({
  name: 'lmdb',
  create: () => createLmdbDriver({ path: join(root, 'default') }),
  time: 'controlled',
  data: 'shared',
  effort: { sequences: 60, histories: 3, documents: 1_000 },
});

describeKvDriver({
  name: 'lmdb, without flushing',
  create: () => createLmdbDriver({ path: join(root, 'fast'), sync: 'survives-process-crash' }),
  time: 'controlled',
  data: 'shared',
  effort: { sequences: 10, histories: 1, documents: 200 },
});

import { join } from 'node:path';

import { createLmdbDriver } from '../../../libs/kv-store/src/drivers/lmdb/lmdb.driver.js';
import { memoryDriver, sharedMemory } from '../../conformance/drivers.js';
import { newFolder } from '../../drivers/lmdb/folder.js';
import { expectSuiteToKeepSecrets } from '../../support/secrets/keeps-secrets.js';
import { amount } from '../amount.js';

jest.mock('../../../libs/kv-store/src/create-kv-store.js', (): unknown =>
  jest.requireActual('../../support/secrets/create-kv-store.js'),
);

jest.setTimeout(300_000);

const effort = { sequences: amount(100), histories: 1 };

it('memory keeps secrets', async () => {
  await expectSuiteToKeepSecrets({
    name: 'memory',
    create: memoryDriver,
    time: 'controlled',
    data: 'lost',
    effort,
  });
});

it('calls that travel together, behind a near cache, keep secrets', async () => {
  await expectSuiteToKeepSecrets({
    name: 'far away',
    create: sharedMemory({ reads: 10, writes: 5, inFlight: 3 }),
    time: 'controlled',
    data: 'kept',
    cache: { max: 10_000, ttl: 86_400_000, misses: true },
    effort,
  });
});

const path = join(newFolder(), 'store');

it('LMDB keeps secrets', async () => {
  await expectSuiteToKeepSecrets({
    name: 'lmdb',
    create: () => createLmdbDriver({ path }),
    time: 'controlled',
    data: 'shared',
    effort: { sequences: amount(40), histories: 1, documents: amount(200) },
  });
});

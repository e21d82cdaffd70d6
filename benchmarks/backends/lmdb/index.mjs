import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import eventual from './contestants/eventual.mjs';
import keyv from '../memory/contestants/keyv.mjs';
import batchesByHand from './contestants/batches-by-hand.mjs';
import nestjsKvStore from './contestants/nestjs-kv-store.mjs';
import oneByOne from './contestants/one-by-one.mjs';
import oneByOneUnflushed from './contestants/one-by-one-unflushed.mjs';
import unflushed from './contestants/unflushed.mjs';
import unstorageFiles from './contestants/unstorage-files.mjs';
import withPrometheus from './contestants/with-prometheus.mjs';
import { notes } from './notes.mjs';

export default {
  name: 'lmdb',
  title: 'LMDB',
  contestants: [
    nestjsKvStore,
    withPrometheus,
    eventual,
    oneByOne,
    batchesByHand,
    unflushed,
    oneByOneUnflushed,
    unstorageFiles,
    keyv,
  ],
  packages: ['lmdb', '@willsoto/nestjs-prometheus', 'prom-client', 'unstorage', 'keyv'],
  keys: 10_000,
  notes,
  async start() {
    const path = await mkdtemp(join(tmpdir(), 'bench-lmdb-'));
    return {
      version: 'no server',
      connection: { path },
      stop: () => rm(path, { recursive: true, force: true }),
    };
  },
};

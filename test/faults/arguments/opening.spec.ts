import fc from 'fast-check';
import { createKvStore, getKvStoreToken, json, KvError, KvStoreModule } from 'nestjs-kv-store';

import { amount } from '../amount.js';
import { anything, throwables } from './anything.js';
import { anyOf, good, type Kinds, mark, type Material, odd, Specimen } from './specimen.js';
import { codeOf } from './trial.js';
import { pictureOf, Pollution, expectSame, Unheard } from './watch.js';

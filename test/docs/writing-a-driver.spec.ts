import type { KvDriver } from 'nestjs-kv-store';
import { describeKvDriver } from 'nestjs-kv-store/testing';

import { modules } from './blocks/modules.js';
import { runAtOnce } from './blocks/run.js';

// The driver that docs/writing-a-driver.md begins with is put through the suite as it stands there.

const first = modules.find(({ block }) => block.document === 'docs/writing-a-driver.md');
if (!first) throw new Error('docs/writing-a-driver.md shows no driver.');
const { MapDriver } = runAtOnce(first) as { MapDriver: new () => KvDriver };

describeKvDriver({ name: 'map', create: () => new MapDriver(), time: 'controlled', data: 'lost' });

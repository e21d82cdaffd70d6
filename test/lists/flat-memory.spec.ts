import { join } from 'node:path';

import { inLittleMemory } from '../support/in-little-memory.js';

/** Of 4 KB each, ten times as much as the process may have. */
const count = 100_000;
const heapMegabytes = 40;

it('lists need the memory of a page, however many entries there are', async () => {
  const seen = await inLittleMemory(join(__dirname, 'walk.ts'), `${count}`, heapMegabytes);
  expect(seen).toEqual({ bytes: count * 4_096, keys: count, cleared: count });
}, 60_000);

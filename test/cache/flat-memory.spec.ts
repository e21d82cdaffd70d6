import { join } from 'node:path';

import { inLittleMemory } from '../support/in-little-memory.js';

/** Of 1 KB each, five times as much as the process may have. */
const count = 200_000;
const heapMegabytes = 40;

it('a near cache needs the memory of its most entries, however many are asked for', async () => {
  const seen = await inLittleMemory(join(__dirname, 'ask.ts'), `${count}`, heapMegabytes);
  expect(seen).toEqual({ bytes: count * 0.9 * 1_024 });
}, 60_000);

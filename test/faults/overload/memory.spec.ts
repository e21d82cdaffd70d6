import { join } from 'node:path';

import { inLittleMemory } from '../../support/in-little-memory.js';
import { amount } from '../amount.js';
import type { FloodOptions, FloodSeen } from './flood-memory.js';

const calls = 20_000;
const cancelled = 19_000;
/** Bytes of heap for a call that waits, with its signal. */
const mostOfOne = 8_000;
/** Of all calls, once none waits any more: what was compiled meanwhile, and maps that have grown. */
const mostLeft = 50 * calls;

const all: FloodOptions['operation'][] = ['update', 'get', 'getMany', 'set', 'increment', 'getOrSet'];
const operations = all.slice(0, amount(all.length));

describe.each(operations)(`${calls} calls of %s that wait at once`, (operation) => {
  it.each<[FloodOptions['keys'], FloodOptions['signals']]>([
    ['one', 'one'],
    ['distinct', 'own'],
  ])(
    'need little memory, and cancelled none: keys: %s, signals: %s',
    async (keys, signals) => {
      const options: FloodOptions = { operation, keys, signals, calls, cancelled };
      const file = join(__dirname, 'flood-memory.ts');
      const seen = (await inLittleMemory(file, JSON.stringify(options), 256)) as FloodSeen;
      expect(seen).toMatchObject({ listeners: 0, warnings: [], codes: { ABORTED: calls } });
      expect(seen.waiting).toBeLessThan(mostOfOne);
      // They did wait.
      expect(seen.waiting).toBeGreaterThan(500);
      // A twentieth still waits.
      expect(seen.afterCancelling).toBeLessThan(0.15 * seen.waiting);
      expect(seen.left).toBeLessThan(mostLeft);
      expect(seen.requests).toBeLessThanOrEqual(2);
    },
    60_000,
  );
});

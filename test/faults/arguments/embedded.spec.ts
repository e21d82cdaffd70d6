import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { swapOnly } from '../../model/drivers.js';
import { amount } from '../amount.js';
import { itTakesAnything } from './fuzz.js';
import { Tally } from './tally.js';

const tally = new Tally();
const tries = amount(10_000);
const cache = { max: 100, ttl: 60_000, misses: true };
/** Milliseconds: callbacks that never settle are waited for so long. */
const timeout = 60;

const folder = mkdtempSync(join(tmpdir(), 'kv-arguments-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("driver 'memory'", () => {
  const stores = [
    ['plain', () => ({ driver: 'memory' as const, timeout })],
    ['behind a near cache', () => ({ driver: 'memory' as const, timeout, cache })],
  ] as const;
  itTakesAnything(stores, { tries, keyBytes: 2_048, tally });
});

describe('a driver of your own, far away', () => {
  const driver = () => swapOnly({ reads: 10, writes: 5, inFlight: 3 });
  const stores = [
    ['whose calls travel together', () => ({ driver: driver(), timeout })],
    ['behind a near cache', () => ({ driver: driver(), timeout, cache })],
    ['whose calls travel alone', () => ({ driver: driver(), timeout, coalesce: false })],
  ] as const;
  itTakesAnything(stores, { tries, keyBytes: 2_048, tally });
});

describe("driver 'lmdb'", () => {
  const lmdb = (name: string) =>
    ({ driver: 'lmdb', path: join(folder, name), sync: 'survives-process-crash', timeout: 200 }) as const;
  const stores = [
    ['plain', () => lmdb('plain')],
    ['behind a near cache', () => ({ ...lmdb('cached'), cache })],
  ] as const;
  itTakesAnything(stores, { tries, keyBytes: 1_970, tally });
});

it('each method has succeeded, and refused for each reason', () => {
  expect(tally.missing).toEqual([]);
});

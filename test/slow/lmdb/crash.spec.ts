import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';

import { open } from 'lmdb';
import { createKvStore, type KvStoreOptions, type LmdbSync, type OpenKvStore } from 'nestjs-kv-store';

import { newFolder } from '../../drivers/lmdb/folder.js';
import { expiryOf, Raw } from '../../drivers/lmdb/raw.js';
import { Ledger } from './ledger.js';

jest.setTimeout(300_000);

const folder = newFolder();
const startTypescript = join(__dirname, '../../support/start-typescript.cjs');
const rounds = 30;

/** Lets a process write, kills it at some moment, and reads to the end what it said. */
async function writeUntilKilled(options: KvStoreOptions, ledger: Ledger): Promise<void> {
  const args = [startTypescript, join(__dirname, 'writer.ts'), JSON.stringify(options)];
  const writer = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(writer, 'close');
  const lines = createInterface(writer.stdout);
  const isOpen = once(lines, 'line');
  lines.on('line', (line) => {
    ledger.read(line);
  });
  await Promise.race([isOpen, ended]);
  await delay(Math.random() * 150);
  writer.kill('SIGKILL');
  const [code, signal] = (await ended) as unknown[];
  expect({ code, signal }).toEqual({ code: null, signal: 'SIGKILL' });
}

async function storedIn(kv: OpenKvStore, ledger: Ledger): Promise<Map<string, string | undefined>> {
  const { keys } = ledger;
  const values = await kv.getMany(keys);
  return new Map(keys.map((key, index) => [key, values[index]]));
}

/** Whether each entry that expires has its row, and each row its entry. */
async function expectRowsToFit(path: string): Promise<void> {
  const raw = new Raw(path);
  const expected: [number, string][] = [];
  for (const { key, value } of raw.entries.getRange({ start: Buffer.alloc(1) })) {
    const expiresAt = expiryOf(value);
    if (expiresAt > 0) expected.push([expiresAt, key.toString()]);
  }
  const inOrder = (rows: [number, string][]) => rows.map(String).sort();
  expect(inOrder(raw.rows())).toEqual(inOrder(expected));
  await raw.close();
}

/** What would be there had the power been lost: the disk may have no more than what was flushed. */
async function flushedIn(path: string, ledger: Ledger): Promise<Map<string, string | undefined>> {
  const copy = join(folder, 'as-flushed');
  rmSync(copy, { recursive: true, force: true });
  cpSync(join(path, 'data.mdb'), join(copy, 'data.mdb'));
  // Its types do not know the option.
  const restored = { path: copy, noSubdir: false, maxDbs: 3, safeRestore: true };
  const root = open(restored);
  const entries = root.openDB<Buffer, Buffer>('entries', { encoding: 'binary', keyEncoding: 'binary' });
  const values = ledger.keys.map((key) => entries.get(Buffer.from(key))?.toString('utf8', 29));
  await root.close();
  return new Map(ledger.keys.map((key, index) => [key, values[index]]));
}

describe.each<LmdbSync>(['survives-power-loss', 'survives-process-crash'])('with %s, LMDB', (sync) => {
  it('has all that was answered when its process is killed, again and again', async () => {
    const path = join(folder, `alone-${sync}`);
    const options: KvStoreOptions = { driver: 'lmdb', path, sync };
    const ledger = new Ledger();
    for (let round = 0; round < rounds; round += 1) {
      await writeUntilKilled(options, ledger);
      if (sync === 'survives-power-loss') expect(ledger.wrongOf(await flushedIn(path, ledger))).toEqual([]);
      const kv = await createKvStore(options);
      const stored = await storedIn(kv, ledger);
      expect(ledger.wrongOf(stored)).toEqual([]);
      const count = Number((await kv.get('count')) ?? 0);
      expect(ledger.isCountRight(count)).toBe(true);
      await expectRowsToFit(path);
      // What was not answered, and is there all the same, is flushed with the next write.
      ledger.settle(stored, await kv.increment('count'));
      await kv.close();
    }
    expect(ledger.answers).toBeGreaterThan(rounds * 10);
  });

  it('goes on for another process when one is killed, again and again', async () => {
    const path = join(folder, `shared-${sync}`);
    const options: KvStoreOptions = { driver: 'lmdb', path, sync };
    const ledger = new Ledger();
    await using kv = await createKvStore(options);
    for (let round = 0; round < rounds; round += 1) {
      const end = new AbortController();
      const counting = countUntil(kv, end.signal);
      await writeUntilKilled(options, ledger);
      end.abort();
      ledger.addCounts(await counting);
      const stored = await storedIn(kv, ledger);
      expect(ledger.wrongOf(stored)).toEqual([]);
      const count = Number((await kv.get('count')) ?? 0);
      expect(ledger.isCountRight(count)).toBe(true);
      await expectRowsToFit(path);
      ledger.settle(stored, count);
    }
    expect(ledger.answers).toBeGreaterThan(rounds * 10);
  });
});

/** Counts and reads, and gives how often it has counted. */
async function countUntil(kv: OpenKvStore, end: AbortSignal): Promise<number> {
  let counts = 0;
  for (let least = 0; !end.aborted; counts += 1) {
    const count = await kv.increment('count');
    expect(count).toBeGreaterThan(least);
    least = count;
    expect(Number(await kv.get('count'))).toBeGreaterThanOrEqual(least);
  }
  return counts;
}

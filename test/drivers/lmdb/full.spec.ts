import { execFile } from 'node:child_process';
import { statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { createKvStore, type KvError, type KvStore, type OpenKvStore } from 'nestjs-kv-store';

import { newFolder } from './folder.js';
import { SmallDisk } from './small-disk.js';

const folder = newFolder();
const startTypescript = join(__dirname, '../../support/start-typescript.cjs');
const megabyte = 2 ** 20;

/** Stores entries of so many bytes until there is no room, and gives the keys of those that were, and the error. */
async function fill(kv: KvStore, bytes: number, ttl?: number): Promise<{ keys: string[]; error: KvError }> {
  const keys: string[] = [];
  for (let round = 0; ; round += 1) {
    const names = Array.from(
      { length: 10 },
      (_, index) => `${String(bytes)}-${String(round)}-${String(index)}`,
    );
    const sets = names.map((name) =>
      kv.set(name, name.repeat(bytes / name.length), ttl === undefined ? {} : { ttl }),
    );
    const settled = await Promise.allSettled(sets);
    keys.push(...names.filter((_, index) => settled[index]?.status === 'fulfilled'));
    const failed = settled.find((one) => one.status === 'rejected');
    if (failed) return { keys, error: failed.reason as KvError };
  }
}

async function expectAll(kv: KvStore, keys: readonly string[]): Promise<void> {
  const values = await kv.getMany(keys);
  expect(values.filter((value, index) => !value?.startsWith(keys[index] ?? '?'))).toEqual([]);
}

/** What is so of a store without room for more. */
async function expectFull(kv: OpenKvStore, keys: readonly string[]): Promise<void> {
  const [first = '', second = ''] = keys;
  const tooMuch = 'x'.repeat(megabyte);
  const { entries } = await kv.page({ limit: 1 });
  const { version = '' } = entries[0] ?? {};
  const calls = [
    () => kv.set('other', tooMuch),
    () => kv.create('other', tooMuch),
    () => kv.replaceIf(entries[0]?.key ?? '', tooMuch, version),
    () => kv.update(first, (value) => (value ?? '') + tooMuch),
  ];
  for (const call of calls) {
    const error = (await call().catch((error: unknown) => error)) as KvError;
    expect(error).toMatchObject({ code: 'EXHAUSTED', retryable: false });
    expect(error).not.toHaveProperty('outcome');
  }
  await expectAll(kv, keys);
  expect(await kv.get('other')).toBeUndefined();
  expect(await kv.healthCheck()).toMatchObject({ status: 'up' });
  // Room is made by deletes, of which there must be some.
  expect(await kv.take(first)).toContain(first);
  await kv.delete(second);
  await kv.deleteMany(keys.slice(2, keys.length / 2));
  await expectAll(kv, keys.slice(keys.length / 2));
}

describe('a store on LMDB without room', () => {
  it.each([500, 20_000, 200_000])(
    "is EXHAUSTED at 'mapSize' by entries of %d bytes, loses nothing, and takes entries again once some are deleted",
    async (bytes) => {
      const path = join(folder, `limited-${String(bytes)}`);
      await using kv = await createKvStore({ driver: 'lmdb', path, mapSize: 4 * megabyte });
      const { keys, error } = await fill(kv, bytes, 60_000);
      expect(error).toMatchObject({ code: 'EXHAUSTED', retryable: false });
      expect(error.reason).toMatch(
        /has reached option 'mapSize', 4194304 bytes\. Remove entries, or raise it/,
      );
      expect(keys.length * bytes).toBeGreaterThan(2 * megabyte);
      await expectFull(kv, keys);
      await kv.set('other', 'x'.repeat(bytes));
      expect(statSync(join(path, 'data.mdb')).size).toBeLessThan(5 * megabyte);
    },
  );

  it('goes on after it was given more', async () => {
    const path = join(folder, 'raised');
    const small = await createKvStore({ driver: 'lmdb', path, mapSize: 2 * megabyte });
    const { keys } = await fill(small, 10_000);
    await small.close();
    await using kv = await createKvStore({ driver: 'lmdb', path, mapSize: 4 * megabyte });
    await kv.set('other', 'x'.repeat(megabyte));
    await expectAll(kv, keys);
  });

  it('refuses of many changes those alone that have none', async () => {
    const path = join(folder, 'many');
    await using kv = await createKvStore({ driver: 'lmdb', path, mapSize: 2 * megabyte });
    const large = 'x'.repeat(3 * megabyte);
    const error = (await kv
      .setMany([
        ['a', '1'],
        ['large', large],
        ['b', '2'],
      ])
      .catch((error: unknown) => error)) as { failures?: KvError[] };
    expect(error.failures).toMatchObject([{ key: 'large', code: 'EXHAUSTED' }]);
    const side = await Promise.allSettled([kv.set('c', '3'), kv.set('large', large), kv.increment('d')]);
    expect(side.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(await kv.getMany(['a', 'b', 'c', 'd', 'large'])).toEqual(['1', '2', '3', '1', undefined]);
  });
});

describe('a store on a disk that is full', () => {
  let disk: SmallDisk;
  beforeAll(() => {
    disk = new SmallDisk(join(folder, 'disk'), 8 * megabyte);
  });
  afterAll(() => {
    disk.remove();
  });

  it.each([500, 20_000, 200_000])(
    'is EXHAUSTED by entries of %d bytes, loses nothing, and takes entries again once some are deleted',
    async (bytes) => {
      const path = join(disk.path, `of-${String(bytes)}`);
      let kv = await createKvStore({ driver: 'lmdb', path });
      const { keys, error } = await fill(kv, bytes);
      expect(error.code).toBe('EXHAUSTED');
      expect(error.reason).toMatch(/the disk is full: .*of-.*\. Free some space, or remove entries/);
      await expectFull(kv, keys);
      await kv.set('other', 'x'.repeat(bytes));
      await kv.close();
      kv = await createKvStore({ driver: 'lmdb', path });
      await expectAll(kv, keys.slice(keys.length / 2));
      await kv.close();
      for (const file of ['data.mdb', 'lock.mdb']) unlinkSync(join(path, file));
    },
  );

  it('is EXHAUSTED when another program takes the last byte while it writes, and loses nothing', async () => {
    const path = join(disk.path, 'beside');
    const kv = await createKvStore({ driver: 'lmdb', path });
    await kv.set('before', 'value');
    // In a process of its own: lmdb prints what has failed.
    const program = join(__dirname, 'write-beside.ts');
    const { stdout } = await promisify(execFile)(process.execPath, [startTypescript, program, path]);
    const { stored, failures, wrong } = JSON.parse(stdout) as Outcome;
    expect(stored).toBeGreaterThanOrEqual(50);
    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures) expect(failure).toEqual({ code: 'EXHAUSTED', retryable: false });
    expect(wrong).toEqual([]);
    expect((await kv.page({ limit: 1_000 })).entries).toHaveLength(stored + 1);
    await kv.set('after', 'x'.repeat(100_000));
    await kv.close();
  });

  it('is not made where there is no room for it', async () => {
    writeAll(join(disk.path, 'other'));
    const path = join(disk.path, 'new');
    await expect(createKvStore({ driver: 'lmdb', path })).rejects.toMatchObject({
      code: 'EXHAUSTED',
      reason: expect.stringContaining("option 'path'") as string,
    });
  });
});

/** What write-beside.ts tells. */
interface Outcome {
  readonly stored: number;
  readonly failures: readonly Partial<KvError>[];
  readonly wrong: readonly string[];
}

/** Fills the disk to the last byte. */
function writeAll(file: string): void {
  try {
    writeFileSync(file, Buffer.alloc(16 * megabyte));
  } catch {
    return;
  }
  throw new Error('The disk is larger than it should be.');
}

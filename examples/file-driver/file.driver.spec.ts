import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { chmod, copyFile, mkdir, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createKvStore, type KvChange, type KvDriver, type KvDriverCall } from 'nestjs-kv-store';
import { describeKvDriver } from 'nestjs-kv-store/testing';
import { fileNameOf, longestTemporaryName, temporaryName } from './file-names.js';
import { createFileDriver } from './file.driver.js';
import type { FileDriverOptions } from './file.options.js';

const root = mkdtempSync(join(tmpdir(), 'kv-file-driver-'));

afterAll(() => {
  rmSync(root, { recursive: true });
});

describeKvDriver({
  name: 'file',
  create: async () => {
    const directory = join(root, 'suite');
    await mkdir(directory, { recursive: true });
    return createFileDriver({ directory });
  },
  time: 'controlled',
  data: 'kept',
});

describe("the file driver's own", () => {
  const start = 1_800_000_000_000;
  let now = start;
  let directory = '';
  let opened: KvDriver[] = [];
  const notice = jest.fn<undefined, [string]>();
  const call: KvDriverCall = { consistency: 'strong', now: () => now, notice };

  beforeEach(() => {
    now = start;
    directory = mkdtempSync(join(root, 'own-'));
    notice.mockClear();
  });

  afterEach(async () => {
    await Promise.all(opened.map((driver) => driver.close()));
    opened = [];
  });

  async function openDriver(more: Partial<FileDriverOptions> = {}): Promise<KvDriver> {
    const driver = createFileDriver({ directory, ...more });
    await driver.open(call);
    opened.push(driver);
    return driver;
  }

  async function write(driver: KvDriver, ...changes: KvChange[]): Promise<void> {
    for (const result of await driver.write(changes, call)) {
      expect(await result).toMatchObject({ ok: true });
    }
  }

  const put = (key: string, more: { value?: string; expiresAt?: number } = {}): KvChange => ({
    type: 'put',
    key,
    value: `of ${key}`,
    ...more,
  });

  async function keysOf(driver: KvDriver, keysOnly = false): Promise<string[] | undefined> {
    const page = await driver.list?.({ prefix: '', limit: 1_000, keysOnly }, call);
    return page?.records.map(({ key }) => key).sort();
  }

  describe('options', () => {
    it.each([
      [undefined, 'takes an object'],
      [{}, "'directory' must be"],
      [{ directory: '' }, "'directory' must be"],
      [{ directory: 'd', sweepEvery: 0 }, "'sweepEvery' must be"],
      [{ directory: 'd', sweepEvery: 2 ** 31 }, "'sweepEvery' must be"],
      [{ directory: 'd', flush: 'no' }, "'flush' must be"],
      [{ directory: 'd', path: 'd' }, "no option 'path'"],
    ])('%j are refused', (options, message) => {
      expect(() => createFileDriver(options as FileDriverOptions)).toThrow(message);
    });
  });

  describe('a directory', () => {
    it('that is missing fails the start with what to do', async () => {
      const driver = createFileDriver({ directory: join(directory, 'missing') });
      await expect(createKvStore({ driver })).rejects.toMatchObject({
        code: 'UNAVAILABLE',
        message: expect.stringMatching(/no directory .*missing'\. Create it, or change option 'directory'/),
      });
    });

    it('that cannot be written fails the start', async () => {
      await chmod(directory, 0o555);
      // Root may write anywhere but there.
      const unwritable = process.getuid?.() === 0 ? '/sys' : directory;
      await expect(createFileDriver({ directory: unwritable }).open(call)).rejects.toMatchObject({
        code: 'PERMISSION_DENIED',
      });
    });

    it('that goes away makes no entry look absent', async () => {
      const driver = await openDriver();
      await write(driver, put('a'));
      rmSync(directory, { recursive: true });
      const reading = driver.read(['a'], call);
      await expect(reading).rejects.toThrow('ENOENT');
      expect(driver.classify(await reading.catch((error: unknown) => error))).toMatchObject({
        code: 'UNAVAILABLE',
        outcome: 'none',
      });
      await expect(driver.ping(call)).rejects.toThrow('ENOENT');
    });
  });

  it.each([
    ['ENOSPC', 'EXHAUSTED', 'none'],
    ['EACCES', 'PERMISSION_DENIED', 'none'],
    ['EMFILE', 'THROTTLED', 'none'],
    ['EIO', 'UNAVAILABLE', undefined],
    ['constructor', 'UNKNOWN', undefined],
  ])('an error with the code %s is %s', (errno, code, outcome) => {
    const failure = createFileDriver({ directory }).classify(Object.assign(new Error(), { code: errno }));
    expect([failure.code, failure.outcome]).toEqual([code, outcome]);
  });

  describe('a file that is no record', () => {
    const harms: [string, (file: string) => Promise<void>][] = [
      ['empty', (file) => writeFile(file, '')],
      ['of another program', (file) => writeFile(file, '{"format":2}\nhello')],
      ['cut off', (file) => truncate(file, 120)],
      ['that of another key', (file) => copyFile(join(directory, fileNameOf('b')), file)],
    ];

    it.each(harms)('since it is %s is CORRUPT, and harms no neighbour', async (_, harm) => {
      const driver = await openDriver();
      await write(driver, put('a', { value: 'x'.repeat(200) }), put('b'));
      await harm(join(directory, fileNameOf('a')));
      const [a, b] = await driver.read(['a', 'b'], call);
      expect(b).toMatchObject({ ok: true, value: { value: 'of b' } });
      expect(await a).toMatchObject({ ok: false, error: { code: 'CORRUPT' } });
      await expect(driver.swap(put('a'), undefined, call)).rejects.toMatchObject({ code: 'CORRUPT' });
      expect(await keysOf(driver)).toEqual(['b']);
      expect(await keysOf(driver, true)).toEqual(['b']);
    });

    it('is mended by the next write', async () => {
      writeFileSync(join(directory, fileNameOf('a')), 'junk');
      const driver = await openDriver();
      await write(driver, put('a'));
      expect(await keysOf(driver)).toEqual(['a']);
    });
  });

  it('finds keys that are too long for a name by what is in the file', async () => {
    const driver = await openDriver();
    const head = 'h'.repeat(500);
    await write(driver, put(`${head}a`), put(`${head}b`), put('h'));
    const page = await driver.list?.({ prefix: `${head}b`, limit: 10, keysOnly: true }, call);
    expect(page).toMatchObject({ records: [{ key: `${head}b` }] });
  });

  it('refuses a cursor that is none', async () => {
    const driver = await openDriver();
    const list = driver.list?.({ prefix: '', limit: 1, keysOnly: true, cursor: '../x' }, call);
    await expect(list).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('clears what a crash has left half written, and leaves alone what others have put there', async () => {
    const left = [temporaryName(), longestTemporaryName()];
    for (const name of [...left, 'temp-notes.txt']) writeFileSync(join(directory, name), 'half');
    const driver = await openDriver();
    await write(driver, put('a'));
    expect(await keysOf(driver)).toEqual(['a']);
    expect(await driver.ping(call)).toEqual({ entries: 1 });
    expect(readdirSync(directory).sort()).toEqual([fileNameOf('a'), 'temp-notes.txt']);
  });

  it('leaves no temporary file where a write fails', async () => {
    const driver = await openDriver();
    // A directory in its way: the file is written, and cannot get its name.
    await mkdir(join(directory, fileNameOf('a')));
    const writing = driver.write([put('a')], call);
    await expect(writing).rejects.toThrow('EISDIR');
    expect(driver.classify(await writing.catch((error: unknown) => error)).code).toBe('CORRUPT');
    expect(readdirSync(directory)).toEqual([fileNameOf('a')]);
  });

  describe('the sweeper', () => {
    it('removes what has expired by the clock of the store, and nothing else', async () => {
      const driver = await openDriver({ sweepEvery: 5 });
      writeFileSync(join(directory, fileNameOf('junk')), 'junk');
      await write(driver, put('a', { expiresAt: start + 1 }), put('b', { expiresAt: start + 2 }), put('c'));
      await sleep(50);
      expect(readdirSync(directory)).toHaveLength(4);
      now = start + 1;
      await until(() => !existsSync(join(directory, fileNameOf('a'))));
      expect(await keysOf(driver)).toEqual(['b', 'c']);
      expect(readdirSync(directory)).toContain(fileNameOf('junk'));
    });

    it('never removes what was written again', async () => {
      const driver = await openDriver({ sweepEvery: 1, flush: false });
      for (let round = 0; round < 100; round += 1) {
        await write(driver, put('a', { expiresAt: now - 1 }));
        await sleep(round % 3);
        await write(driver, put('a', { value: String(round) }));
        await sleep(round % 2);
        expect(await driver.read(['a'], call)).toMatchObject([{ value: { value: String(round) } }]);
      }
    });

    it('tells an operator once where it cannot look', async () => {
      const driver = await openDriver({ sweepEvery: 1 });
      await write(driver, put('a', { expiresAt: now }));
      rmSync(directory, { recursive: true });
      await until(() => notice.mock.calls.length > 0);
      await sleep(20);
      expect(notice).toHaveBeenCalledTimes(1);
    });
  });
});

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 400 && !condition(); tries += 1) await sleep(5);
  expect(condition()).toBe(true);
}

import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

import { createKvStore, type KvError, type KvStoreOptions } from 'nestjs-kv-store';

import { newFolder } from './folder.js';
import { Raw } from './raw.js';

const folder = newFolder();
const startTypescript = join(__dirname, '../../support/start-typescript.cjs');

async function failure(options: object): Promise<KvError> {
  try {
    const kv = await createKvStore({ driver: 'lmdb', ...options } as KvStoreOptions);
    await kv.close();
  } catch (error) {
    return error as KvError;
  }
  throw new Error('It has been opened.');
}

/** Of a process that is nobody, if we are root, whom nothing is denied. */
async function failuresOfAnother(paths: string[]): Promise<{ code: string; reason: string }[]> {
  const program = join(__dirname, 'open-each.ts');
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [startTypescript, program, ...paths]);
  return JSON.parse(stdout) as { code: string; reason: string }[];
}

function place(name: string): string {
  return join(folder, name);
}

describe('a store on LMDB', () => {
  it('makes its directory, also with a dot in its name, and says what it is like', async () => {
    const path = place('some/where/data.v1');
    await using kv = await createKvStore({ driver: 'lmdb', path: relative(process.cwd(), path) });
    await kv.set('key', 'value');
    expect(kv.details).toEqual({ path });
    const { size } = statSync(join(path, 'data.mdb'));
    expect(await kv.healthCheck()).toEqual({
      status: 'up',
      details: {
        driver: 'lmdb',
        path,
        entries: 1,
        sizeBytes: size,
        freeBytes: expect.any(Number) as number,
        latencyMs: expect.any(Number) as number,
      },
    });
  });

  it('does not try for ever where nothing can be made', async () => {
    const error = await failure({ path: '/proc/store/of/ours' });
    expect(error.code).toBe('UNAVAILABLE');
    expect(error.reason).toMatch(/^option 'path', \/proc\/store\/of\/ours, cannot be used/);
  });

  it('finds what was stored before', async () => {
    const path = place('before');
    for (let round = 1; round <= 5; round += 1) {
      await using kv = await createKvStore({ driver: 'lmdb', path });
      expect(await kv.increment('rounds')).toBe(round);
    }
  });

  it.each([
    [{}, /^driver 'lmdb' needs option 'path'/],
    [{ path: '' }, /^option 'path' of driver 'lmdb' must be a string that is neither empty nor a URL/],
    [{ path: 'a\0b' }, /^option 'path'/],
    [{ path: 'a', mapSize: 1_000 }, /^option 'mapSize' .* a whole number of bytes from 1048576/],
    [{ path: 'a', mapSize: 2 ** 45 }, /^option 'mapSize'/],
    [{ path: 'a', mapSize: 2 ** 21 + 0.5 }, /^option 'mapSize'/],
    [{ path: 'a', sync: true }, /^option 'sync' .* 'survives-power-loss' or 'survives-process-crash'/],
    [{ path: 'a', flush: true }, /has no option 'flush'\. Its options: path, mapSize, sync\./],
  ])('refuses %j with a sentence that names the option', async (given, sentence) => {
    const error = await failure(given);
    expect(error.code).toBe('INVALID_ARGUMENT');
    expect(error.reason).toMatch(sentence);
    expect(existsSync('a')).toBe(false);
  });

  it('says that a file is in the place of its directory, or above it', async () => {
    writeFileSync(place('file'), 'text');
    const error = await failure({ path: place('file') });
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', retryable: false });
    expect(error.reason).toMatch(/option 'path' must be a directory\. What is at .*file is none/);
    expect(await failure({ path: place('file/below') })).toMatchObject({
      code: 'INVALID_ARGUMENT',
      reason: expect.stringMatching(/^option 'path', .*below, cannot be used: a part of the path/) as string,
    });
  });

  it.each([
    ['text', Buffer.from('What is this?')],
    ['text of the size of a store', Buffer.alloc(100_000, 'What is this? ')],
    ['zeros', Buffer.alloc(100_000)],
  ])('is CORRUPT where its data file is %s', async (what, data) => {
    const path = place(`data of ${what}`);
    mkdirSync(path);
    writeFileSync(join(path, 'data.mdb'), data);
    const error = await failure({ path });
    expect(error).toMatchObject({ code: 'CORRUPT', retryable: false });
    expect(error.reason).toMatch(/data\.mdb in .* is none of LMDB, or is damaged\. Restore it/);
  });

  it.each([
    ['an LMDB before 1.0', 16, 1],
    ['another LMDB', 24, 3],
  ])('is UNSUPPORTED where its data file is of %s', async (what, at, version) => {
    const path = place(`file of ${what}`);
    mkdirSync(path);
    const data = Buffer.alloc(8_192);
    data.writeUInt32LE(0xbeefc0de, at);
    data.writeUInt32LE(version, at + 4);
    writeFileSync(join(path, 'data.mdb'), data);
    const error = await failure({ path });
    expect(error).toMatchObject({ code: 'UNSUPPORTED', retryable: false });
    expect(error.reason).toContain(`written by ${what}`);
  });

  it('is UNSUPPORTED where another version has written it, and leaves it as it was', async () => {
    const path = place('newer');
    await (await createKvStore({ driver: 'lmdb', path })).close();
    const raw = new Raw(path);
    await raw.about.put(Buffer.from('format'), Buffer.from('3'));
    await raw.close();
    const error = await failure({ path });
    expect(error).toMatchObject({ code: 'UNSUPPORTED', retryable: false });
    expect(error.reason).toMatch(/option 'path' was written by another version of nestjs-kv-store\./);
    const again = new Raw(path);
    expect(again.about.get(Buffer.from('format'))?.toString()).toBe('3');
    await again.close();
  });

  it('is PERMISSION_DENIED where it may not make or use its files', async () => {
    const [closed, readable, open] = [place('closed'), place('readable'), place('open')];
    mkdirSync(closed, { mode: 0o500 });
    await (await createKvStore({ driver: 'lmdb', path: readable })).close();
    for (const file of ['data.mdb', 'lock.mdb']) chmodSync(join(readable, file), 0o444);
    mkdirSync(open);
    chmodSync(open, 0o777);
    chmodSync(folder, 0o755);
    const denied = [closed, join(closed, 'below'), readable];
    const failures = await failuresOfAnother([...denied, open]);
    expect(failures).toHaveLength(denied.length);
    for (const { code, reason } of failures) {
      expect(code).toBe('PERMISSION_DENIED');
      expect(reason).toMatch(
        /^option 'path', .*, cannot be used: the process may not read and write its files\./,
      );
    }
  });

  it('is down once its files are gone, for what is written is gone with them', async () => {
    const path = place('gone');
    await using kv = await createKvStore({ driver: 'lmdb', path });
    await kv.set('key', 'value');
    await rename(join(path, 'data.mdb'), join(path, 'other.mdb'));
    expect(await kv.healthCheck()).toMatchObject({
      status: 'down',
      details: { error: { code: 'UNAVAILABLE', message: expect.stringContaining('is not there') as string } },
    });
    writeFileSync(join(path, 'data.mdb'), '');
    expect(await kv.healthCheck()).toMatchObject({
      status: 'down',
      details: { error: { code: 'UNAVAILABLE', message: expect.stringContaining('was replaced') as string } },
    });
  });
});

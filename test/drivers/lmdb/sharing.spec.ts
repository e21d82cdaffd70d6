import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { createKvStore, type KvStoreOptions, type OpenKvStore } from 'nestjs-kv-store';

import { Caller } from '../../linearizability/servers/caller.js';
import { newFolder } from './folder.js';
import { transactionNumbers } from './flushed.js';

const folder = newFolder();
const startTypescript = join(__dirname, '../../support/start-typescript.cjs');

function on(name: string, more: Partial<KvStoreOptions> = {}): Promise<OpenKvStore> {
  return createKvStore({ driver: 'lmdb', path: join(folder, name), ...more } as KvStoreOptions);
}

describe('a directory of LMDB', () => {
  it('is shared by stores of one process, each of which may be closed', async () => {
    const [one, other] = [await on('two'), await on('two')];
    for (let round = 0; round < 100; round += 1) {
      const [writer, reader] = round % 2 ? [one, other] : [other, one];
      await writer.set('key', String(round));
      expect(await reader.get('key')).toBe(String(round));
    }
    const counts = Array.from({ length: 200 }, (_, index) => (index % 2 ? one : other).increment('count'));
    expect(new Set(await Promise.all(counts)).size).toBe(200);
    await one.close();
    await other.set('key', 'still there');
    expect(await other.get('key')).toBe('still there');
    await using again = await on('two');
    expect(await again.get('key')).toBe('still there');
    await other.close();
    expect(await again.increment('count')).toBe(201);
  });

  it('is opened by a process that writes to it all the while', () => {
    const program = [startTypescript, join(__dirname, 'open-while-writing.ts'), join(folder, 'writing')];
    const { status, stdout } = spawnSync(process.execPath, program, { encoding: 'utf8', timeout: 60_000 });
    const [another, count] = stdout.split(' ').map(Number);
    expect({ status, another }).toEqual({ status: 0, another: 100 });
    expect(count).toBeGreaterThan(100);
  }, 70_000);

  it('is opened again and again, also while another closes it', async () => {
    let open = await on('again');
    for (let round = 1; round <= 30; round += 1) {
      await open.increment('count');
      [open] = await Promise.all([on('again'), open.close()]);
    }
    expect(await open.get('count')).toBe('30');
    await open.close();
  });

  it('has all that was under way when it was closed', async () => {
    const kv = await on('closed');
    const writes = Array.from({ length: 500 }, (_, index) => kv.set(`key-${String(index)}`, 'value'));
    const counts = Array.from({ length: 100 }, () => kv.increment('count'));
    const settled = Promise.allSettled([...writes, ...counts]);
    await new Promise(setImmediate);
    await kv.close();
    const made = (await settled).filter(({ status }) => status === 'fulfilled').length;
    await using again = await on('closed');
    let [found, left] = [Number((await again.get('count')) ?? 0), 0];
    for await (const key of again.keys({ prefix: 'key-' })) left += key ? 1 : 0;
    found += left;
    expect(found).toBeGreaterThanOrEqual(made);
  });

  it('answers the reads that were under way when it was closed', async () => {
    const kv = await on('read');
    await kv.set('key', 'value');
    const reads = Promise.all([kv.get('key'), kv.getMany(['key', 'other']), kv.has('key')]);
    await kv.close();
    expect(await reads).toEqual(['value', ['value', undefined], true]);
  });

  it('is shared with worker threads', async () => {
    await using kv = await on('workers');
    await kv.set('key', 'of the main thread');
    const workers = ['a', 'b'].map(
      (name) =>
        new Worker(startTypescript, {
          argv: [join(__dirname, 'worker.ts'), join(folder, 'workers'), name],
        }),
    );
    const ends = workers.map(
      (worker) =>
        new Promise((resolve, reject) => {
          worker.on('error', reject).on('exit', resolve);
        }),
    );
    const counts = Array.from({ length: 100 }, () => kv.increment('count'));
    await Promise.all([...ends, ...counts]);
    expect(await kv.getMany(['count', 'a', 'b'])).toEqual([
      '300',
      'of the main thread',
      'of the main thread',
    ]);
    expect(await kv.healthCheck()).toMatchObject({ status: 'up' });
  });

  it("may have been opened by others with the same 'sync' only", async () => {
    const fast = { sync: 'survives-process-crash' } as const;
    const kv = await on('sync');
    const wrong = { code: 'INVALID_ARGUMENT' };
    await expect(on('sync', fast)).rejects.toMatchObject({
      ...wrong,
      reason: expect.stringMatching(/^option 'sync' must be 'survives-power-loss', as it is where/) as string,
    });
    const other = new Caller();
    const options: KvStoreOptions = { driver: 'lmdb', path: join(folder, 'sync') };
    await expect(other.open({ ...options, ...fast })).rejects.toThrow(/option 'sync' must be/);
    await other.open(options);
    await kv.close();
    await expect(on('sync', fast)).rejects.toMatchObject(wrong);
    await other.end();
    const changed = await on('sync', fast);
    await changed.set('key', 'value');
    await expect(on('sync')).rejects.toMatchObject({
      ...wrong,
      reason: expect.stringMatching(/^option 'sync' must be 'survives-process-crash'/) as string,
    });
    await changed.close();
    await using back = await on('sync');
    expect(await back.get('key')).toBe('value');
  });

  it('has on its disk what was answered', async () => {
    await using kv = await on('flushed');
    const data = join(folder, 'flushed', 'data.mdb');
    for (let round = 0; round < 50; round += 1) {
      await Promise.all([
        kv.set(`set-${String(round)}`, 'value'),
        kv.increment('count'),
        kv.create('a', 'b'),
      ]);
      const { written, flushed } = transactionNumbers(data);
      expect(flushed).toBe(written);
    }
  });
});

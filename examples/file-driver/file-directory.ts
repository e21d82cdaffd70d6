import { open, readdir, readFile, rename, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './file-errors.js';
import { isEntryName, isTemporaryName, longestTemporaryName, temporaryName } from './file-names.js';
import { LONGEST_HEADER } from './file.record.js';
import { giveUpIfAborted } from './give-up.js';
import { NameIndex } from './name-index.js';
import { Slots } from './slots.js';

/** The files of one directory by their names. Knows nothing of keys and records. */
export class FileDirectory {
  readonly names = new NameIndex();
  private readonly slots = new Slots(32);

  constructor(
    private readonly path: string,
    private readonly flush: boolean,
  ) {}

  /** Finds out whether the directory can be used, clears what a crash has left, and learns the names. */
  async open(): Promise<void> {
    const names = await readdir(this.path);
    const probe = join(this.path, longestTemporaryName());
    await writeFile(probe, '');
    await unlink(probe);
    await Promise.all(
      names
        .filter(isTemporaryName)
        .map((name) => this.slots.use(() => rm(join(this.path, name), { force: true }))),
    );
    this.names.fill(names.filter(isEntryName));
  }

  async check(): Promise<void> {
    await stat(this.path);
  }

  /** Undefined where there is no such file. */
  read(name: string, signal?: AbortSignal): Promise<Buffer | undefined> {
    return this.find(name, () => readFile(join(this.path, name), { signal }));
  }

  /** As much of a file as a header may take, and the size of the whole. */
  readHead(name: string): Promise<{ beginning: Buffer; size: number } | undefined> {
    return this.find(name, async () => {
      const file = await open(join(this.path, name), 'r');
      try {
        const { size } = await file.stat();
        const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(size, LONGEST_HEADER)));
        return { beginning: buffer.subarray(0, bytesRead), size };
      } finally {
        await file.close();
      }
    });
  }

  /** Whole or not at all: readers meet the old file or the new one. */
  replace(name: string, contents: Buffer, signal?: AbortSignal): Promise<void> {
    return this.slots.use(async () => {
      giveUpIfAborted(signal);
      const temporary = join(this.path, temporaryName());
      try {
        await writeFile(temporary, contents, { flag: 'wx', flush: this.flush, signal });
        giveUpIfAborted(signal);
        await rename(temporary, join(this.path, name));
      } catch (error) {
        // If this fails, too, the next `open` clears it.
        await rm(temporary, { force: true }).catch(() => undefined);
        throw error;
      }
      this.names.add(name);
    });
  }

  async remove(name: string): Promise<void> {
    await this.find(name, () => unlink(join(this.path, name)));
    this.names.delete(name);
  }

  /** A file that is missing is one thing, and a directory that is gone another: both are ENOENT. */
  private async find<T>(name: string, work: () => Promise<T>): Promise<T | undefined> {
    if (!this.names.has(name)) return undefined;
    try {
      return await this.slots.use(work);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      await this.check();
      return undefined;
    }
  }
}

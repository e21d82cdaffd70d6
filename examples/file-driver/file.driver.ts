import { randomUUID } from 'node:crypto';
import {
  type KvChange,
  type KvDetails,
  type KvDriver,
  type KvDriverCall,
  type KvFailure,
  type KvRecord,
  type KvRecordPage,
  type KvRecordRange,
  type KvResult,
  type KvVersion,
} from 'nestjs-kv-store';
import { FileDirectory } from './file-directory.js';
import { cannotOpen, classifyFileError } from './file-errors.js';
import { listPage } from './file-list.js';
import { fileNameOf } from './file-names.js';
import { type CheckedFileOptions, checkFileOptions, type FileDriverOptions } from './file.options.js';
import { decodeRecord, encodeRecord } from './file.record.js';
import { giveUpIfAborted } from './give-up.js';
import { Locks } from './locks.js';
import { outcomes } from './outcomes.js';
import { Sweeper } from './sweeper.js';

/** Keeps each entry in a file of one directory, which one process owns at a time. */
export function createFileDriver(options: FileDriverOptions): KvDriver {
  return new FileDriver(checkFileOptions(options));
}

class FileDriver implements KvDriver {
  readonly name = 'file';
  readonly limits = { keyBytes: 1_024, entryBytes: 4_194_304 };
  readonly details: KvDetails;
  private readonly files: FileDirectory;
  private readonly locks = new Locks();
  private readonly sweeper: Sweeper;

  constructor({ directory, flush, sweepEvery }: CheckedFileOptions) {
    this.details = { directory };
    this.files = new FileDirectory(directory, flush);
    this.sweeper = new Sweeper(this.files, this.locks, sweepEvery);
  }

  async open(call: KvDriverCall): Promise<void> {
    try {
      await this.files.open();
    } catch (error) {
      throw cannotOpen(error, String(this.details['directory']));
    }
    this.sweeper.start(call);
  }

  async close(): Promise<void> {
    await this.sweeper.stop();
    // Calls that nobody waits for any more may be under way: the directory is the next owner's only after them.
    await this.locks.idle();
  }

  async ping(): Promise<KvDetails> {
    await this.files.check();
    return { entries: this.files.names.size };
  }

  read(keys: readonly string[], call: KvDriverCall): Promise<KvResult<KvRecord | undefined>[]> {
    return outcomes(keys.map((key) => this.find(key, call.signal)));
  }

  write(changes: readonly KvChange[], call: KvDriverCall): Promise<KvResult<void>[]> {
    return outcomes(
      changes.map(async (change) => {
        await this.inTurn(change, call, (make) => make());
      }),
    );
  }

  swap(
    change: KvChange,
    expected: KvVersion | undefined,
    call: KvDriverCall,
  ): Promise<KvVersion | undefined> {
    return this.inTurn(change, call, async (make) => {
      const record = await this.find(change.key, call.signal);
      const isLive = record !== undefined && (record.expiresAt ?? Infinity) > call.now();
      if ((isLive ? record.version : undefined) !== expected) return undefined;
      return (await make()) ?? expected;
    });
  }

  list(range: KvRecordRange, call: KvDriverCall): Promise<KvRecordPage> {
    return listPage(this.files, range, call.signal);
  }

  classify(error: unknown): KvFailure {
    return classifyFileError(error);
  }

  private async find(key: string, signal?: AbortSignal): Promise<KvRecord | undefined> {
    const name = fileNameOf(key);
    const file = await this.files.read(name, signal);
    return file && decodeRecord(name, file);
  }

  /** Nothing else changes the entry until the work is done. `make` makes the change, and gives the version by it. */
  private inTurn<T>(
    change: KvChange,
    { signal }: KvDriverCall,
    work: (make: () => Promise<KvVersion | undefined>) => Promise<T>,
  ): Promise<T> {
    const name = fileNameOf(change.key);
    const version = randomUUID();
    // Before anything is awaited: the bytes are the caller's, who may change them.
    const contents = change.type === 'put' ? encodeRecord({ ...change, version }) : undefined;
    return this.locks.run(name, () => {
      giveUpIfAborted(signal);
      return work(async () => {
        await (contents ? this.files.replace(name, contents, signal) : this.files.remove(name));
        return contents && version;
      });
    });
  }
}

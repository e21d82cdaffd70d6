import { statSync } from 'node:fs';
import { join } from 'node:path';

import { type Database, open, type RootDatabase } from 'lmdb';

import { invalid, KvFault } from '../../core/kv-fault.js';
import { prepareDirectory } from './directory.js';
import { textKeys } from './keys.js';
import type { CheckedLmdbOptions, LmdbSync } from './lmdb.options.js';
import { Room } from './room.js';
import { type Entries, type Expiries, Table } from './table.js';
import { Transactions } from './transactions.js';

/** The layout of all that is in a directory. */
const format = '1';

const bytesByText = { encoding: 'binary' as const, keyEncoder: textKeys };
const bytesByBytes = { encoding: 'binary' as const, keyEncoding: 'binary' as const };
const textByText = { encoding: 'string' as const, keyEncoder: textKeys };

/** A directory of LMDB, opened. */
export class Environment {
  readonly entries: Entries;
  readonly expiries: Expiries;
  readonly room: Room;
  readonly table: Table;
  readonly transactions: Transactions;
  /** The data file's: another file may be in its place later. */
  readonly inode: number;
  readonly #root: RootDatabase;
  readonly #about: Database<string, string>;

  /** Resolves once the directory has turned out to be one of ours, that we understand. */
  static async open({ path, mapSize, sync }: CheckedLmdbOptions): Promise<Environment> {
    prepareDirectory(path);
    const environment = new Environment(openRoot(path, mapSize, sync), path, mapSize);
    try {
      await environment.#checkIn(sync);
    } catch (error) {
      await environment.close();
      throw error;
    }
    return environment;
  }

  private constructor(root: RootDatabase, path: string, mapSize: number) {
    this.inode = statSync(join(path, 'data.mdb')).ino;
    this.#root = root;
    this.entries = root.openDB('entries', bytesByText);
    this.expiries = root.openDB('expiries', bytesByBytes);
    this.#about = root.openDB('about', textByText);
    this.room = new Room(path, mapSize, [this.entries, this.expiries, this.#about]);
    this.table = new Table(this.entries, this.expiries, this.room);
    this.transactions = new Transactions(root, this.room);
  }

  /** From here on reads see what anyone in any process was told is stored: else lmdb keeps what it saw for a while. */
  refresh(): void {
    this.#root.resetReadTxn();
  }

  /** Rejects where the directory cannot be read. */
  count(): number {
    this.refresh();
    return (this.entries.getStats() as { entryCount: number }).entryCount;
  }

  async close(): Promise<void> {
    await this.transactions.idle();
    await this.#root.close();
  }

  async #checkIn(sync: LmdbSync): Promise<void> {
    // Makes this process one of those that are listed as readers.
    this.#about.get('format');
    await this.transactions.run(() => {
      const found = this.#about.get('format');
      if ((found ?? format) !== format) {
        throw new KvFault(
          'UNSUPPORTED',
          "what is in the directory of option 'path' was written by a newer version of nestjs-kv-store. Update it.",
        );
      }
      const others = this.#about.get('sync') ?? sync;
      if (others !== sync && this.#readers() > 1) {
        throw otherSync(others);
      }
      this.room.look();
      if (found === undefined) void this.#about.put('format', format);
      if (others !== sync || found === undefined) void this.#about.put('sync', sync);
    });
  }

  /** In all processes, of those that live. */
  #readers(): number {
    this.#root.readerCheck();
    return this.#root.readerList().match(/^ *\d+ /gm)?.length ?? 0;
  }
}

function openRoot(path: string, mapSize: number, sync: LmdbSync): RootDatabase {
  const isFlushed = sync === 'survives-power-loss';
  try {
    return open({
      path,
      // Else it would take a path with a dot for a file.
      noSubdir: false,
      encoding: 'binary',
      maxDbs: 3,
      // More than its file will grow to, so that it need not be mapped anew while it is in use.
      mapSize: mapSize * 2,
      // Transactions are flushed together, outside of the lock. Not the default on Windows, where it is slow.
      overlappingSync: isFlushed && process.platform !== 'win32',
      noSync: !isFlushed,
      // With it, nobody would have the promise that is rejected when a transaction fails, which ends the process.
      eventTurnBatching: false,
    });
  } catch (error) {
    if ((error as Error).message.includes('overlappingSync'))
      throw otherSync(isFlushed ? 'survives-process-crash' : 'survives-power-loss');
    throw error;
  }
}

function otherSync(others: string): KvFault {
  return invalid(
    `option 'sync' must be '${others}', as it is where the directory is open already: one that flushes less would ` +
      'break the promise to the others.',
  );
}

import { statSync } from 'node:fs';
import { join } from 'node:path';

import { type Database, open, type RootDatabase } from 'lmdb';

import { invalid, KvFault } from '../../core/kv-fault.js';
import { prepareDirectory } from './directory.js';
import { textKeys } from './keys.js';
import type { CheckedLmdbOptions, LmdbSync } from './lmdb.options.js';
import { Neighbours } from './neighbours.js';
import { Numbers } from './numbers.js';
import { Room } from './room.js';
import { SetBack } from './errors.js';
import { type Entries, type Expiries, Table } from './table.js';
import { Transactions } from './transactions.js';

/** The layout of all that is in a directory. */
const format = '2';

const bytesByText = { encoding: 'binary' as const, keyEncoder: textKeys };
const bytesByBytes = { encoding: 'binary' as const, keyEncoding: 'binary' as const };
const textByText = { encoding: 'string' as const, keyEncoder: textKeys };

/** So many attempts to open that each would have to meet a transaction of another process. */
const mostAttempts = 50;

/** A directory of LMDB, opened. */
export class Environment {
  readonly entries: Entries;
  /** The same as `entries`, as text. */
  readonly texts: Database<string, string>;
  readonly expiries: Expiries;
  readonly room: Room;
  readonly table: Table;
  readonly transactions: Transactions;
  /** The data file's: another file may be in its place later. */
  readonly inode: number;
  readonly #root: RootDatabase;
  readonly #about: Database<string, string>;
  readonly #numbers: Numbers;
  readonly #neighbours: Neighbours;

  /** Resolves once the directory has turned out to be one of ours, that we understand. */
  static open(options: CheckedLmdbOptions): Promise<Environment> {
    return Neighbours.on(options.path).whileIdle(() => Environment.#open(options));
  }

  static async #open(options: CheckedLmdbOptions): Promise<Environment> {
    const { path, mapSize, sync } = options;
    prepareDirectory(path);
    for (let attempt = 1; ; attempt += 1) {
      const root = openRoot(path, mapSize, sync);
      try {
        const environment = root.transactionSync(() => new Environment(root, options));
        // From its first read on it is listed as a reader, for others to see that it is there.
        environment.count();
        environment.#neighbours.add(environment.transactions);
        return environment;
      } catch (error) {
        await root.close();
        // It has set back what another process was committing. To open it once more puts that right.
        if (!(error instanceof SetBack) || attempt === mostAttempts) throw error;
      }
    }
  }

  /** In a write transaction. */
  private constructor(root: RootDatabase, { path, mapSize, sync }: CheckedLmdbOptions) {
    this.inode = statSync(join(path, 'data.mdb')).ino;
    this.#root = root;
    this.#about = root.openDB('about', textByText);
    this.#numbers = new Numbers(root, this.#about);
    this.#numbers.expectInOrder();
    this.#checkIn(sync);
    this.entries = root.openDB('entries', bytesByText);
    this.texts = root.openDB('entries', textByText);
    this.expiries = root.openDB('expiries', bytesByBytes);
    this.room = new Room(path, mapSize, [this.entries, this.expiries, this.#about]);
    this.room.look();
    this.table = new Table(this.entries, this.expiries, this.room, this.#numbers);
    this.#neighbours = Neighbours.on(path);
    this.transactions = new Transactions(root, this.#numbers, this.room, this.#neighbours);
  }

  /**
   * What `look` sees: all that anyone in any process was told is stored. lmdb by itself keeps what it has seen for a turn
   * of the event loop.
   */
  read<T>(look: () => T): T | Promise<T> {
    if (this.refresh()) return look();
    return this.transactions.run(() => {
      this.#numbers.mend();
      return look();
    });
  }

  /** Whether what is read in this turn of the event loop is all that anyone in any process was told is stored. */
  refresh(): boolean {
    return this.#numbers.refresh();
  }

  /** Rejects where the directory cannot be read. */
  count(): number {
    this.#numbers.refresh();
    return (this.entries.getStats() as { entryCount: number }).entryCount;
  }

  async close(): Promise<void> {
    await this.transactions.idle();
    this.#neighbours.delete(this.transactions);
    await this.#root.close();
  }

  #checkIn(sync: LmdbSync): void {
    const found = this.#about.get('format');
    if (found !== undefined && found !== format) {
      throw new KvFault(
        'UNSUPPORTED',
        "what is in the directory of option 'path' was written by another version of nestjs-kv-store. Use that one to read it.",
      );
    }
    const others = this.#about.get('sync') ?? sync;
    if (others !== sync && this.#readers() > 0) throw otherSync(others);
    if (found === undefined || others !== sync) {
      void this.#about.put('format', format);
      void this.#about.put('sync', sync);
      this.#numbers.mark();
    }
  }

  /** In all processes, of those that live: stores that are open, this one not yet. */
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

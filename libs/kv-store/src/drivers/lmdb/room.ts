import type { Database } from 'lmdb';

import { KvFault } from '../../core/kv-fault.js';
import { freeBytes } from './directory.js';

/** Pages that a change may take beside those of its value: the way to it in the tree of entries and in the index. */
const pathPages = 8;
/** Bytes: on some machines pages have more, and a change takes fewer. */
const smallestPage = 4_096;
/** Free pages beyond those, from which on one may hope that some lie side by side, and that no reader holds them. */
const sparePages = 64;
/** Bytes of the disk that puts leave free, so that deletes find room, which give room. */
export const reservedBytes = 2 ** 20;
/** Milliseconds for which what was found out is good: others write to the disk, too. */
const lasting = 100;

/** Pages that many changes in one transaction may take, before those that they set free can be used again. */
const tightPages = 1_024;

/** The first pages of the file, which say where all others are. */
const metaPages = 2;

interface Stats {
  readonly pageSize: number;
  readonly treeBranchPageCount: number;
  readonly treeLeafPageCount: number;
  readonly overflowPages: number;
}
interface EnvironmentStats extends Stats {
  readonly root: Stats;
  readonly free: Stats;
  readonly lastPageNumber: number;
}

interface Sight {
  /** By which the file may grow until it has reached `mapSize`; less than 0 where it is larger. */
  readonly limit: number;
  /** By which it may grow until the disk is full, but for the reserve. */
  readonly disk: number;
  /** In the file, as far as nobody reads or flushes what was there. */
  readonly free: number;
}

/**
 * Room for puts. LMDB would let its file grow for ever, and has trouble with a full disk: so it is found out before a
 * put whether the file may grow for it, and if not, whether there is room in it.
 */
export class Room {
  readonly #path: string;
  readonly #mapSize: number;
  readonly #databases: readonly [Database, ...Database[]];
  /** Pages by which the file may grow until the next look. */
  #pages = 0;
  #lookAgainAt = 0;
  #isTight = false;

  constructor(path: string, mapSize: number, databases: readonly [Database, ...Database[]]) {
    this.#path = path;
    this.#mapSize = mapSize;
    this.#databases = databases;
  }

  /** Whether there is so little that only small transactions, one after the other, make do with it. */
  get isTight(): boolean {
    return this.#isTight;
  }

  /** Refuses a put of so many bytes where there is no room. Only in a write transaction, whose changes it sees. */
  takeFor(bytes: number): void {
    const pages = Math.ceil(bytes / smallestPage) + pathPages;
    if (pages > this.#pages || performance.now() > this.#lookAgainAt) {
      const { limit, disk, free } = this.look();
      const growth = Math.min(limit, disk);
      const isRoomInFile = free >= pages + sparePages && free + limit >= pages;
      if (growth < pages && !isRoomInFile) throw this.#noRoom(disk >= pages);
      this.#lookAgainAt = performance.now() + lasting;
      // Half of it: other processes take theirs meanwhile.
      this.#pages = Math.max(pages, Math.floor(growth / 2));
    }
    this.#pages -= pages;
  }

  /** What there is, in pages. In a write transaction alone. */
  look(): Sight {
    const stats = this.#databases.map((database) => database.getStats() as EnvironmentStats);
    const {
      root,
      free: freeList,
      pageSize,
      lastPageNumber,
    } = this.#databases[0].getStats() as EnvironmentStats;
    const used = [root, freeList, ...stats].reduce((sum, one) => sum + pagesOf(one), metaPages);
    // What the transaction has added to the file is not told yet.
    const file = Math.max(lastPageNumber + 1, used);
    const limit = Math.floor(this.#mapSize / pageSize) - file;
    const disk = Math.floor((freeBytes(this.#path) - reservedBytes) / pageSize);
    const free = file - used;
    this.#isTight = Math.min(limit, disk) + free / 2 < tightPages;
    return { limit, disk, free };
  }

  isDiskFull(): boolean {
    return freeBytes(this.#path) < reservedBytes;
  }

  #noRoom(isAtLimit: boolean): KvFault {
    return new KvFault(
      'EXHAUSTED',
      isAtLimit
        ? `the store has reached option 'mapSize', ${String(this.#mapSize)} bytes. Remove entries, or raise it.`
        : `the disk is full: ${this.#path}. Free some space, or remove entries.`,
    );
  }
}

function pagesOf({ treeBranchPageCount, treeLeafPageCount, overflowPages }: Stats): number {
  return treeBranchPageCount + treeLeafPageCount + overflowPages;
}

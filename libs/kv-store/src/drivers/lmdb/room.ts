import type { Database } from 'lmdb';

import { KvFault } from '../../core/kv-fault.js';
import { freeBytes } from './directory.js';

/** Pages that a change may take beside those of its value: the way to it in the tree of entries and in the index. */
const pathPages = 8;
/** Free pages beyond those, from which on one may hope that some lie side by side, and that no reader holds them. */
const sparePages = 64;
/** Bytes of the disk that puts leave free, so that deletes find room, which give room. */
export const reservedBytes = 2 ** 20;
/** Milliseconds for which what was found out is good: others write to the disk, too. */
const lasting = 100;

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

/**
 * Room for puts. LMDB would let its file grow for ever, and has trouble with a full disk: so it is found out before a
 * put whether the file may grow for it, and if not, whether there is room in it.
 */
export class Room {
  readonly #path: string;
  readonly #mapSize: number;
  readonly #databases: readonly Database[];
  /** Pages by which the file may grow until the next look. */
  #pages = 0;
  #lookAgainAt = 0;

  constructor(path: string, mapSize: number, databases: readonly Database[]) {
    this.#path = path;
    this.#mapSize = mapSize;
    this.#databases = databases;
  }

  /** Refuses where there is none. Only in a write transaction, in which it sees what that has changed. */
  takeFor(bytes: number): void {
    const pages = Math.ceil(bytes / 4_096) + pathPages;
    if (pages > this.#pages || performance.now() > this.#lookAgainAt) this.#look(pages);
    this.#pages -= pages;
  }

  isDiskFull(): boolean {
    return freeBytes(this.#path) < reservedBytes;
  }

  #look(pages: number): void {
    const stats = this.#databases.map((database) => database.getStats() as EnvironmentStats);
    const [first] = stats;
    if (!first) return;
    const used = [first.root, first.free, ...stats].reduce((sum, one) => sum + pagesOf(one), metaPages);
    // What the transaction has added to the file is not told yet.
    const file = Math.max(first.lastPageNumber + 1, used);
    const underLimit = Math.floor(this.#mapSize / first.pageSize) - file;
    const onDisk = Math.floor((freeBytes(this.#path) - reservedBytes) / first.pageSize);
    const growth = Math.min(underLimit, onDisk);
    const isRoomInFile = file - used >= pages + sparePages;
    if (growth < pages && !isRoomInFile) throw this.#noRoom(underLimit < pages);
    this.#lookAgainAt = performance.now() + lasting;
    // Half of it: other processes take theirs meanwhile.
    this.#pages = Math.max(pages, Math.floor(growth / 2));
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

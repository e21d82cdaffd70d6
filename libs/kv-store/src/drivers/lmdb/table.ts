import type { Database } from 'lmdb';

import { entryOf, rowOf } from './keys.js';
import { expiryIn, isRecord, noRecord } from './record.js';
import type { Numbers } from './numbers.js';
import type { Room } from './room.js';

/** Records by their keys: see record.ts. */
export type Entries = Database<Uint8Array, string | Uint8Array>;
/** Empty values by moments and keys: see keys.ts. */
export type Expiries = Database<Uint8Array, Buffer>;

const nothing = Buffer.alloc(0);

/** The entries, and with each that expires a row in the index of what expires. Changed in a write transaction alone. */
export class Table {
  readonly #entries: Entries;
  readonly #expiries: Expiries;
  readonly #room: Room;
  readonly #numbers: Numbers;
  /** Whether no entry expires, as this transaction knows it; undefined before it has looked. */
  #nothingExpires: boolean | undefined = undefined;

  constructor(entries: Entries, expiries: Expiries, room: Room, numbers: Numbers) {
    this.#entries = entries;
    this.#expiries = expiries;
    this.#room = room;
    this.#numbers = numbers;
  }

  /** What is stored under the key, be it a record or not: in memory of lmdb's own, which holds it until the next look. */
  find(key: string): Buffer | undefined {
    const found = this.#entries.getBinaryFast(key);
    return found && Buffer.from(found.buffer, found.byteOffset, found.length);
  }

  /** What was found, unless it has expired. Refuses what is no record. */
  liveIn(found: Buffer | undefined, now: number): Buffer | undefined {
    if (!found) return undefined;
    if (!isRecord(found)) throw noRecord();
    const expiresAt = expiryIn(found);
    return expiresAt === undefined || expiresAt > now ? found : undefined;
  }

  /** Puts a record, or nothing, in the place of what is under the key. */
  put(key: string, record: Buffer | undefined): void {
    // What is replaced need not be looked at where it has no row in the index.
    if (record && this.#doesNothingExpire()) this.replace(key, undefined, record);
    else this.replace(key, this.find(key), record);
  }

  #doesNothingExpire(): boolean {
    if (this.#nothingExpires === undefined) {
      this.#nothingExpires = (this.#expiries.getStats() as { entryCount: number }).entryCount === 0;
      // By then all that share the transaction have run.
      queueMicrotask(() => {
        this.#nothingExpires = undefined;
      });
    }
    return this.#nothingExpires;
  }

  /** Puts a record in the place of what was found under the key, or nothing. */
  replace(key: string, found: Buffer | undefined, record: Buffer | undefined): void {
    const before = found && isRecord(found) ? expiryIn(found) : undefined;
    const after = record && expiryIn(record);
    if (record) {
      this.#room.takeFor(record.length);
      this.#numbers.mark();
      void this.#entries.put(key, record);
    } else if (found) {
      this.#numbers.mark();
      void this.#entries.remove(key);
    }
    if (before === after) return;
    if (before !== undefined) void this.#expiries.remove(rowOf(key, before));
    if (after === undefined) return;
    void this.#expiries.put(rowOf(key, after), nothing);
    this.#nothingExpires &&= false;
  }

  /** Removes an entry that has expired, by its row, and the row. */
  removeExpired(row: Buffer): void {
    const entry = entryOf(row);
    const found = entry && this.find(entry.key);
    this.#numbers.mark();
    if (found && isRecord(found) && expiryIn(found) === entry.expiresAt) void this.#entries.remove(entry.key);
    void this.#expiries.remove(row);
  }
}

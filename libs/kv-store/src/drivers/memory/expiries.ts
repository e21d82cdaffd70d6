import type { Entry } from './entry.js';

/**
 * The order in which entries expire: a binary heap, the first on top.
 *
 * An entry that expires later than it did keeps its place until it comes to the top, so that to store it again and again
 * costs next to nothing. A place that an entry has left is given back when it comes to the top, or when half of all
 * places are such.
 */
export class Expiries {
  #entries: Entry[] = [];
  /** By which each has its place. Apart from the entries, since comparing is quicker so. */
  #moments: number[] = [];
  #left = 0;

  /** Places, with those that were left. */
  get size(): number {
    return this.#entries.length;
  }

  /** Puts an entry whose record is new, or gone, where it belongs. */
  update(entry: Entry): void {
    const expiresAt = entry.record?.expiresAt;
    const { dueBy } = entry;
    if (dueBy === undefined) {
      if (expiresAt === undefined) return;
    } else {
      if (expiresAt !== undefined && expiresAt >= dueBy) return;
      this.#left += 1;
    }
    entry.dueBy = expiresAt;
    if (expiresAt !== undefined) this.#rise(entry, expiresAt);
    if (this.#left >= 1_000 && this.#left * 2 > this.#entries.length) this.#giveBack();
  }

  /** An entry that has expired, if there is any. */
  first(now: number): Entry | undefined {
    for (;;) {
      const entry = this.#entries[0];
      const moment = this.#moments[0];
      if (!entry || moment === undefined || moment > now) return undefined;
      const expiresAt = entry.record?.expiresAt;
      if (entry.dueBy !== moment || expiresAt === undefined) this.#giveBackTop();
      else if (expiresAt <= now) return entry;
      else {
        entry.dueBy = expiresAt;
        this.#sink(entry, expiresAt);
      }
    }
  }

  clear(): void {
    this.#entries = [];
    this.#moments = [];
    this.#left = 0;
  }

  #giveBackTop(): void {
    this.#left -= 1;
    const last = this.#entries.pop();
    const moment = this.#moments.pop();
    if (last && moment !== undefined && this.#entries.length > 0) this.#sink(last, moment);
  }

  #giveBack(): void {
    // One that left a place for another may have both.
    const entries = new Set(this.#entries);
    this.clear();
    for (const entry of entries) {
      entry.dueBy = entry.record?.expiresAt;
      if (entry.dueBy !== undefined) this.#rise(entry, entry.dueBy);
    }
  }

  /** Finds the place of an entry that comes in at the bottom. */
  #rise(entry: Entry, moment: number): void {
    let index = this.#entries.length;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const other = this.#entries[above];
      const others = this.#moments[above];
      if (!other || others === undefined || others <= moment) break;
      this.#entries[index] = other;
      this.#moments[index] = others;
      index = above;
    }
    this.#entries[index] = entry;
    this.#moments[index] = moment;
  }

  /** Finds the place of an entry that comes in at the top. */
  #sink(entry: Entry, moment: number): void {
    let index = 0;
    for (;;) {
      let below = 2 * index + 1;
      if ((this.#moments[below + 1] ?? Infinity) < (this.#moments[below] ?? Infinity)) below += 1;
      const other = this.#entries[below];
      const others = this.#moments[below];
      if (!other || others === undefined || others >= moment) break;
      this.#entries[index] = other;
      this.#moments[index] = others;
      index = below;
    }
    this.#entries[index] = entry;
    this.#moments[index] = moment;
  }
}

import { Entry } from './entry.js';

/**
 * Entries in the order in which they came, so that a list can go on from where it stopped, whatever was stored or removed
 * meanwhile.
 */
export class KeyOrder {
  #entries: Entry[] = [];
  #last = 0;
  #left = 0;

  /** An entry that was not there. */
  add(key: string): Entry {
    this.#last += 1;
    const entry = new Entry(key, this.#last);
    this.#entries.push(entry);
    return entry;
  }

  /** An entry is gone. Places that are left are given back now and then: half of them at a time. */
  leave(): void {
    this.#left += 1;
    if (this.#left < 1_000 || this.#left * 2 < this.#entries.length) return;
    this.#entries = this.#entries.filter(({ record }) => record !== undefined);
    this.#left = 0;
  }

  /** Those behind a place: `after` 0 begins at the first. */
  *entriesAfter(after: number): Iterable<Entry> {
    for (let index = this.#indexAfter(after); index < this.#entries.length; index += 1) {
      const entry = this.#entries[index];
      if (entry?.record) yield entry;
    }
  }

  clear(): void {
    this.#entries = [];
    this.#left = 0;
  }

  #indexAfter(after: number): number {
    let [low, high] = [0, this.#entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#entries[middle]?.place ?? Infinity) > after) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

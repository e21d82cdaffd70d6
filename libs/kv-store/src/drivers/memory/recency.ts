import { Entry } from './entry.js';

/** The order of use, from the entry that was used longest ago to the one used last: a linked list, both ends of it tied. */
export class Recency {
  readonly #ends = new Entry('', 0);

  get oldest(): Entry | undefined {
    const { newer: first } = this.#ends;
    return first === this.#ends ? undefined : first;
  }

  /** An entry, new or not, is now the one used last. */
  use(entry: Entry): void {
    this.remove(entry);
    const last = this.#ends.older;
    entry.older = last;
    entry.newer = this.#ends;
    last.newer = entry;
    this.#ends.older = entry;
  }

  remove(entry: Entry): void {
    entry.older.newer = entry.newer;
    entry.newer.older = entry.older;
  }

  clear(): void {
    this.#ends.older = this.#ends.newer = this.#ends;
  }
}

import type { Entry } from './entry.js';

/** The order of use, from the entry that was used longest ago to the one used last: a linked list. */
export class Recency {
  #oldest: Entry | undefined;
  #newest: Entry | undefined;

  get oldest(): Entry | undefined {
    return this.#oldest;
  }

  /** An entry that is in the order or not is now the one used last. */
  use(entry: Entry): void {
    if (entry === this.#newest) return;
    this.remove(entry);
    entry.older = this.#newest;
    entry.newer = undefined;
    if (this.#newest) this.#newest.newer = entry;
    else this.#oldest = entry;
    this.#newest = entry;
  }

  remove(entry: Entry): void {
    const { older, newer } = entry;
    if (older) older.newer = newer;
    else if (entry === this.#oldest) this.#oldest = newer;
    if (newer) newer.older = older;
    else if (entry === this.#newest) this.#newest = older;
    entry.older = entry.newer = undefined;
  }

  clear(): void {
    this.#oldest = this.#newest = undefined;
  }
}

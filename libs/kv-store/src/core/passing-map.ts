/** Entries that a map takes in before a new one takes its place. */
const turnover = 1_024;

/**
 * A map through which entries come and go all the time. V8 gives a `Map` a new table again and again as entries are
 * added and deleted, and each old table holds on to the next: once one of them is old enough to be left to a full
 * garbage collection, all that passes through is (measured: a tenth of all that reads allocate). So after a while new
 * entries go to a new map, and the one before is let go when its last entry has gone.
 */
export class PassingMap<V> {
  #now = new Map<string, V>();
  #before = new Map<string, V>();
  #added = 0;

  get size(): number {
    return this.#now.size + this.#before.size;
  }

  get(key: string): V | undefined {
    return this.#now.get(key) ?? (this.#before.size > 0 ? this.#before.get(key) : undefined);
  }

  /** Of a key that is not there. */
  add(key: string, value: V): void {
    if (this.#added >= turnover && this.#before.size === 0) {
      this.#before = this.#now;
      this.#now = new Map();
      this.#added = 0;
    }
    this.#now.set(key, value);
    this.#added += 1;
  }

  delete(key: string): void {
    if (!this.#now.delete(key)) this.#before.delete(key);
  }

  *entries(): Iterable<[string, V]> {
    yield* this.#before;
    yield* this.#now;
  }
}

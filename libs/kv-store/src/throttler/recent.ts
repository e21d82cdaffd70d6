/** How many are kept at least; twice as many at most. */
const least = 10_000;

/**
 * What is known of the keys that were set last. Clients make the keys, so there is a bound; and two maps in place of
 * one, since what is deleted from the front of a `Map` leaves holes that the next look at the front has to pass.
 */
export class Recent<V> {
  #now = new Map<string, V>();
  #before = new Map<string, V>();

  get(key: string): V | undefined {
    return this.#now.get(key) ?? this.#before.get(key);
  }

  set(key: string, value: V): void {
    if (this.#now.size >= least) {
      this.#before = this.#now;
      this.#now = new Map();
    }
    this.#now.set(key, value);
  }
}

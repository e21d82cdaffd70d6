interface Place {
  readonly key: string;
  readonly place: number;
}

/**
 * Keys in the order in which they came, so that a list can go on from where it stopped, whatever was stored or removed
 * meanwhile. Each has a place, a number that is never given again.
 */
export class KeyOrder {
  #places: Place[] = [];
  #last = 0;
  #left = 0;

  /** @param isAt Whether the key is still at that place. */
  constructor(private readonly isAt: (place: Place) => boolean) {}

  /** The place of a key that was not there. */
  add(key: string): number {
    this.#last += 1;
    this.#places.push({ key, place: this.#last });
    return this.#last;
  }

  /** A key has left its place. Places that nobody is at are given back now and then: half of them at a time. */
  leave(): void {
    this.#left += 1;
    if (this.#left < 1_000 || this.#left * 2 < this.#places.length) return;
    this.#places = this.#places.filter(this.isAt);
    this.#left = 0;
  }

  /** Those behind a place: `after` 0 begins at the first. */
  *keysAfter(after: number): Iterable<Place> {
    for (let index = this.#indexAfter(after); index < this.#places.length; index += 1) {
      const place = this.#places[index];
      if (place && this.isAt(place)) yield place;
    }
  }

  #indexAfter(after: number): number {
    let [low, high] = [0, this.#places.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#places[middle]?.place ?? Infinity) > after) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

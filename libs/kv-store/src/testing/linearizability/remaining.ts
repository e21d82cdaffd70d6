/** The places of a list that are not done yet, in their order. What is put back is what was taken out last. */
export class Remaining {
  /** By place, counted from 1; 0 is before the first and after the last. */
  readonly #next: Int32Array;
  readonly #previous: Int32Array;

  constructor(size: number) {
    this.#next = Int32Array.from({ length: size + 1 }, (_, place) => (place + 1) % (size + 1));
    this.#previous = Int32Array.from({ length: size + 1 }, (_, place) => (place + size) % (size + 1));
  }

  *[Symbol.iterator](): Generator<number> {
    for (let link = this.#after(0); link !== 0; link = this.#after(link)) yield link - 1;
  }

  takeOut(place: number): void {
    const [before, after] = this.#around(place);
    this.#next[before] = after;
    this.#previous[after] = before;
  }

  putBack(place: number): void {
    const [before, after] = this.#around(place);
    this.#next[before] = place + 1;
    this.#previous[after] = place + 1;
  }

  #after(link: number): number {
    return this.#next[link] ?? 0;
  }

  #around(place: number): [number, number] {
    return [this.#previous[place + 1] ?? 0, this.#after(place + 1)];
  }
}

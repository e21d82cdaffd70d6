/** A set of small whole numbers. */
export class Bitset {
  readonly #bits: Uint16Array;

  private constructor(bits: Uint16Array) {
    this.#bits = bits;
  }

  /** Of numbers below `size`. */
  static of(size: number): Bitset {
    return new Bitset(new Uint16Array(Math.ceil(size / 16)));
  }

  has(member: number): boolean {
    return (this.#word(member) & (1 << (member & 15))) !== 0;
  }

  add(member: number): void {
    this.#bits[member >> 4] = this.#word(member) | (1 << (member & 15));
  }

  delete(member: number): void {
    this.#bits[member >> 4] = this.#word(member) & ~(1 << (member & 15));
  }

  isIn(other: Bitset): boolean {
    return this.#bits.every((word, index) => (word & ~(other.#bits[index] ?? 0)) === 0);
  }

  copy(): Bitset {
    return new Bitset(this.#bits.slice());
  }

  /** A text that is equal for equal sets. */
  toString(): string {
    return String.fromCharCode(...this.#bits);
  }

  #word(member: number): number {
    return this.#bits[member >> 4] ?? 0;
  }
}

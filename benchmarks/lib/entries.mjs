// What is read and written: values of 200 bytes of JSON.
const bio = 'Wrote the first program, long before there was a machine to run it. '.repeat(2);

export class Entries {
  #edition = 100_000_000;

  constructor(count) {
    this.keys = Array.from({ length: count }, (_, index) => `users:${String(index).padStart(5, '0')}`);
    /** What was last written under the key of the same index. */
    this.values = this.keys.map(() => undefined);
  }

  /** A new value for the entry, as long as its others. */
  renew(index) {
    this.#edition += 1;
    const value = `{"id":${10_000 + index},"edition":${this.#edition},"name":"Ada Lovelace","bio":"${bio}"}`;
    this.values[index] = value;
    return value;
  }

  /**
   * A random entry among those that belong to `slot`. Each key in flight has a slot of its own, so none is in flight
   * twice: no read is shared, no write waits for another, and batches hold no duplicates.
   */
  draw(slot, slots) {
    return slot + slots * Math.floor(Math.random() * Math.floor(this.keys.length / slots));
  }
}

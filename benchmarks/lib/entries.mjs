// What is read and written: keys, and some texts for each, made beforehand so that a block pays for nothing but calls.
const filling = 'Wrote the first program, long before there was a machine to run it. ';
/** How many texts each key has. They are written in turn, so that a read of an old one shows. */
const editions = 3;

export class Entries {
  /** The edition last written, by index. */
  #written;
  #texts;

  constructor(count, valueBytes = 200) {
    this.keys = Array.from({ length: count }, (_, index) => `users-${valueBytes}-${10_000 + index}`);
    this.#texts = this.keys.map((_, index) =>
      Array.from({ length: editions }, (_, edition) => text(index, edition, valueBytes)),
    );
    this.#written = this.keys.map(() => 0);
    /** What was last written under the key of the same index. */
    this.values = this.keys.map(() => undefined);
  }

  /** A new value for the entry, as long as its others. */
  renew(index) {
    const edition = (this.#written[index] + 1) % editions;
    this.#written[index] = edition;
    return (this.values[index] = this.#texts[index][edition]);
  }

  /**
   * A random entry among those that belong to `slot`. Each key in flight has a slot of its own, so none is in flight
   * twice: no read is shared, no write waits for another, and batches hold no duplicates.
   */
  draw(slot, slots) {
    return slot + slots * Math.floor(Math.random() * Math.floor(this.keys.length / slots));
  }
}

/** JSON behind a mark, for else some of the contestants would parse it and others not. */
function text(index, edition, valueBytes) {
  const head = `v1 {"id":${10_000 + index},"edition":${edition},"name":"Ada Lovelace","bio":"`;
  const bio = filling.repeat(Math.ceil(valueBytes / filling.length)).slice(0, valueBytes - head.length - 2);
  // In one piece, as it comes from a request; a text put together from parts is copied at its first use.
  return Buffer.from(`${head}${bio}"}`).toString('latin1');
}

/** Bytes of the largest entry as it comes: in base64. */
const largest = 1_400_000;
/**
 * Bytes of answers that are waited for at once. A server closes a connection for which more than 64 MB wait, and counts
 * what it is just sending until all of that is gone.
 */
const room = 32_000_000;
/** From which on more at once are no faster. */
const enough = 256;
/** By how much what is expected comes down with each that is smaller. */
const fade = 1 / 256;

/** How many entries are read at once, by how large those were that were seen of late. */
export class Answers {
  #expected = largest;

  get most(): number {
    return Math.min(enough, Math.floor(room / this.#expected));
  }

  saw(bytes: number): void {
    this.#expected = Math.max(1, bytes, this.#expected * (1 - fade));
  }
}

/** Milliseconds by which clocks that are kept right differ at most, as seen over a network. */
const tolerance = 250;

/**
 * The server's clock decides when entries expire. What it says of that moment is told in the store's own time, without
 * which nobody could compare it: as it is where the two clocks agree, else by how far they are apart.
 */
export class ServersClock {
  #ahead = 0;

  /**
   * @param at The moment by the server's clock, at which that said `now`; -1 for never.
   * @param ownNow The store's time.
   */
  expiryOf(at: number, now: number, ownNow: number): number | undefined {
    if (at < 0) return undefined;
    const ahead = now - ownNow;
    // Not for each answer anew: what has not changed shall read the same.
    if (Math.abs(ahead - this.#ahead) > tolerance) this.#ahead = Math.abs(ahead) > tolerance ? ahead : 0;
    // The server has given it, so it has not expired.
    return Math.max(at - this.#ahead, ownNow + 1);
  }
}

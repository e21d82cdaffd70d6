import type { Bitset } from './bitset.js';

/**
 * Where a search has been without finding anything. An operation of unknown outcome need never make its change, so
 * what can't be explained with some of them left can't be with fewer left.
 */
export class Tried {
  readonly #usedUp = new Map<string, Bitset[]>();

  /** @returns Whether it is worth going on from `place` with these used up: whether it was not there with as few. */
  add(place: string, used: Bitset): boolean {
    const earlier = this.#usedUp.get(place) ?? [];
    if (earlier.some((set) => set.isIn(used))) return false;
    this.#usedUp.set(place, [...earlier, used.copy()]);
    return true;
  }
}

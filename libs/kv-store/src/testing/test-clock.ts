import type { KvClock } from '../core/kv-clock.js';

/** A clock that stands still until a test moves it. */
export interface KvTestClock extends KvClock {
  /** Moves it on by so many milliseconds. */
  advance(ms: number): void;
}

/**
 * A clock for `createTestKvStore({ clock })`.
 *
 * @param start Epoch milliseconds at which it stands. Default: the present.
 */
export function createTestClock(start: number = Date.now()): KvTestClock {
  let now = start;
  return {
    now: () => now,
    advance(ms) {
      now += ms;
    },
  };
}

import { setTimeout as pause } from 'node:timers/promises';

import type { Call } from './call.js';

/** Given by an attempt that another writer came between. */
export const lost = Symbol('lost');

/** Milliseconds: full jitter between 0 and this, doubled with each loss. */
const firstPause = 4;
const longestPause = 250;

/** By key, the last of those in this process that lost and wait to try again one by one. */
export class Retries {
  readonly #last = new Map<string, Promise<void>>();

  /**
   * Makes `attempt` until it wins or its call is cut off. The first is free; those who lost take turns, since side by
   * side all but one would lose again. Writers of other processes are outlasted by pauses of random length.
   */
  async untilWon<R>(key: string, call: Call, attempt: () => Promise<R | typeof lost>): Promise<R> {
    const first = await attempt();
    if (first !== lost) return first;
    call.contended = true;
    return this.#inTurn(key, call, async () => {
      for (let longest = firstPause; ; longest = Math.min(longest * 2, longestPause)) {
        call.throwIfCut();
        const result = await attempt();
        if (result !== lost) return result;
        await call.orCut(pause(Math.random() * longest));
      }
    });
  }

  async #inTurn<R>(key: string, call: Call, work: () => Promise<R>): Promise<R> {
    const before = this.#last.get(key);
    let leave: () => void = () => undefined;
    const turn = new Promise<void>((resolve) => {
      leave = resolve;
    });
    this.#last.set(key, turn);
    try {
      await before;
      return await call.orCut(work());
    } finally {
      leave();
      if (this.#last.get(key) === turn) this.#last.delete(key);
    }
  }
}

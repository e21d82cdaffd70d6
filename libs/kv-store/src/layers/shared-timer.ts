/** What ends when its time is up. Kept in a list, of which it is a link. */
export abstract class Timed {
  endsAt = 0;
  earlier: Timed | undefined = undefined;
  later: Timed | undefined = undefined;

  abstract timeIsUp(): void;
  /** There is no more time for anything. */
  abstract endNow(): void;
}

/**
 * What has as long as each other, in the order in which it ends. One timer serves all, for a `Timeout` of Node's is a
 * large object, and to make and clear one for each call was measured to take a tenth of a read from Redis.
 */
export class SharedTimer {
  readonly #milliseconds: number;
  readonly #onEmpty: () => void;
  #first: Timed | undefined = undefined;
  #last: Timed | undefined = undefined;
  #timer: NodeJS.Timeout | undefined = undefined;

  /** @param onEmpty Told whenever the last has been deleted. */
  constructor(milliseconds: number, onEmpty: () => void = () => undefined) {
    this.#milliseconds = milliseconds;
    this.#onEmpty = onEmpty;
  }

  get isEmpty(): boolean {
    return this.#first === undefined;
  }

  add(one: Timed): void {
    one.endsAt = performance.now() + this.#milliseconds;
    one.earlier = this.#last;
    if (this.#last) this.#last.later = one;
    else this.#first = one;
    this.#last = one;
    this.#timer ??= setTimeout(this.#look, this.#milliseconds);
  }

  /** Whether it is there or not. */
  delete(one: Timed): void {
    const { earlier, later } = one;
    if (earlier) earlier.later = later;
    else if (this.#first === one) this.#first = later;
    else return;
    if (later) later.earlier = earlier;
    else this.#last = earlier;
    // What it was between is none of its business any more: what is over would keep alive what comes after it.
    one.earlier = one.later = undefined;
    if (this.#first) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#onEmpty();
  }

  endAll(): void {
    for (let one = this.#first; one; one = this.#first) {
      this.delete(one);
      one.endNow();
    }
  }

  readonly #look = (): void => {
    this.#timer = undefined;
    const now = performance.now();
    while (this.#first && this.#first.endsAt <= now) {
      const one = this.#first;
      this.delete(one);
      one.timeIsUp();
    }
    if (this.#first) this.#timer ??= setTimeout(this.#look, Math.ceil(this.#first.endsAt - now));
  };
}

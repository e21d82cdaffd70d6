/** Milliseconds. */
const tick = 500;
/** Ticks without any answer, while some are waited for, after which a connection is taken for dead. */
const mostTicks = 6;

/**
 * Notices that a connection brings no answers any more, as when a firewall has forgotten it or the machine at its other
 * end is gone. Nobody else does: what is sent is still taken, and the system tries to deliver it for many minutes.
 *
 * It counts ticks and not time, for a process that was busy itself for seconds has missed no answer.
 */
export class Silence {
  readonly #onDead: () => void;
  #waiting = 0;
  #ticks = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(onDead: () => void) {
    this.#onDead = onDead;
  }

  /** The same answer, noticed when it comes. */
  broken<R>(answer: Promise<R>): Promise<R> {
    this.#waiting += 1;
    this.#timer ??= setInterval(() => {
      this.#tick();
    }, tick).unref();
    answer.then(this.#heard, this.#heard);
    return answer;
  }

  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  readonly #heard = (): void => {
    this.#waiting -= 1;
    this.#ticks = 0;
  };

  #tick(): void {
    if (this.#waiting === 0) {
      this.end();
      this.#ticks = 0;
      return;
    }
    this.#ticks += 1;
    if (this.#ticks < mostTicks) return;
    this.#ticks = 0;
    this.#onDead();
  }
}

import type { KvError, KvStore } from 'nestjs-kv-store';

/** Calls in a row that have to succeed before a store counts as back. */
const enough = 10;

/** Sees when the calls of a store end, and how. */
export class Watch {
  calls = 0;
  /** Milliseconds that the slowest call took. */
  slowest = 0;
  /** Calls that took longer than their deadline and `tolerance`. */
  late = 0;
  failures = 0;
  /** Of the failures, those after which nobody knows whether the change was made. */
  unknown = 0;
  /** To be called in place of the one that is watched. */
  readonly store: KvStore;
  readonly #timeout: number;
  #inARow = 0;
  #waiting: (() => void) | undefined;

  constructor(store: KvStore, timeout: number) {
    this.#timeout = timeout;
    this.store = new Proxy(store, {
      get: (target, name) => {
        const member = Reflect.get(target, name) as unknown;
        if (typeof member !== 'function') return member;
        return (...args: unknown[]) => this.#timed(Reflect.apply(member, target, args) as Promise<unknown>);
      },
    });
  }

  /** Resolves when so many calls in a row have succeeded. */
  async back(): Promise<void> {
    this.#inARow = 0;
    await new Promise<void>((resolve) => {
      this.#waiting = resolve;
    });
  }

  async #timed<R>(call: Promise<R>): Promise<R> {
    const start = performance.now();
    this.calls += 1;
    try {
      const answer = await call;
      this.#inARow += 1;
      if (this.#inARow >= enough) this.#waiting?.();
      return answer;
    } catch (error) {
      this.#inARow = 0;
      this.failures += 1;
      if ((error as KvError).outcome === 'unknown') this.unknown += 1;
      throw error;
    } finally {
      const took = performance.now() - start;
      this.slowest = Math.max(this.slowest, took);
      if (took > this.#timeout + tolerance) this.late += 1;
    }
  }
}

/** Milliseconds after its deadline in which a call has to settle, on machines that are busy with other things too. */
const tolerance = 500;

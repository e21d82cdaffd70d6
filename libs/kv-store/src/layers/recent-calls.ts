import type { CircuitState, IBreaker } from 'cockatiel';

/** What was counted from a moment on. */
interface Slice {
  readonly startedAt: number;
  calls: number;
  failures: number;
}

/** A window is forgotten a slice at a time, so that few numbers are kept for any number of calls. */
const slices = 10;

export interface RecentCallsOptions {
  /** The share of calls that may fail. */
  threshold: number;
  /** Milliseconds that are looked back at, to a tenth of it. */
  window: number;
  /** By fewer calls it does not open. */
  minimumCalls: number;
}

/**
 * When to open a circuit: by the share of calls that failed within a window of time. cockatiel's own `SamplingBreaker`
 * forgets a slice with a call, however long ago the last was: what failed an hour ago would count.
 */
export class RecentCalls implements IBreaker {
  /** It is never serialized. */
  state: unknown = undefined;
  readonly #options: RecentCallsOptions;
  readonly #closed: CircuitState;
  readonly #halfOpen: CircuitState;
  #slices: Slice[] = [];

  constructor(options: RecentCallsOptions, { Closed, HalfOpen }: typeof CircuitState) {
    this.#options = options;
    this.#closed = Closed;
    this.#halfOpen = HalfOpen;
  }

  success(state: CircuitState): void {
    if (state === this.#halfOpen) this.#slices = [];
    this.#slice().calls += 1;
  }

  failure(state: CircuitState): boolean {
    const slice = this.#slice();
    slice.calls += 1;
    slice.failures += 1;
    if (state !== this.#closed) return true;
    const { threshold, minimumCalls } = this.#options;
    let [calls, failures] = [0, 0];
    for (const one of this.#slices) {
      calls += one.calls;
      failures += one.failures;
    }
    return calls >= minimumCalls && failures > threshold * calls;
  }

  /** Of now, without those of which the time is over. */
  #slice(): Slice {
    const now = performance.now();
    const { window } = this.#options;
    while (this.#slices[0] && this.#slices[0].startedAt + window <= now) this.#slices.shift();
    let last = this.#slices.at(-1);
    if (!last || last.startedAt + window / slices <= now) {
      last = { startedAt: now, calls: 0, failures: 0 };
      this.#slices.push(last);
    }
    return last;
  }
}

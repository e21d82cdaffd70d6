import { until } from '../until.js';

/** What keeps a process alive, and what nobody has caught. */
export class Leaks {
  readonly #listeners = listeners();
  readonly #uncaught: unknown[] = [];
  readonly #catch = (error: unknown): void => {
    this.#uncaught.push(error);
  };

  readonly #before: Record<string, number>;

  /** @param known Sockets that are not to be counted. */
  constructor(private readonly known: () => number) {
    this.#before = held(known());
    process.on('unhandledRejection', this.#catch);
    process.on('uncaughtException', this.#catch);
  }

  /** No more sockets and timers than there were, though some take a moment to end. */
  async expectNone(): Promise<void> {
    try {
      await until(
        () => Object.entries(held(this.known())).every(([type, count]) => count <= (this.#before[type] ?? 0)),
        3_000,
      );
    } catch {
      expect(held(this.known())).toEqual(this.#before);
    }
    process.removeListener('unhandledRejection', this.#catch);
    process.removeListener('uncaughtException', this.#catch);
    expect(this.#uncaught).toEqual([]);
    expect(listeners()).toEqual(this.#listeners);
  }
}

function held(known: number): Record<string, number> {
  const counts: Record<string, number> = { TCPSocketWrap: -known };
  for (const type of process.getActiveResourcesInfo()) {
    counts[type] = (counts[type] ?? 0) + 1;
  }
  return counts;
}

function listeners(): Record<string, number> {
  return Object.fromEntries(process.eventNames().map((name) => [String(name), process.listenerCount(name)]));
}

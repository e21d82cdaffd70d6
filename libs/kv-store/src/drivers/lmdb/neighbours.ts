/** The transactions of one store. */
export interface Pausable {
  /** Resolves when none is under way. */
  paused(): Promise<void>;
}

/**
 * Stores of this thread on one directory. lmdb opens a directory in a write transaction on the thread itself. Where one
 * of another store has the lock and waits for its callback on that very thread, neither would ever go on. So whoever
 * opens waits for the transactions of the others, and they for him.
 */
export class Neighbours {
  readonly #all = new Set<Pausable>();
  #opening: Promise<unknown> | undefined;

  static on(path: string): Neighbours {
    let neighbours = byPath.get(path);
    if (!neighbours) byPath.set(path, (neighbours = new Neighbours()));
    return neighbours;
  }

  /** What is being opened, if anything is. Resolves when that is done, whatever came of it. */
  get opening(): Promise<unknown> | undefined {
    return this.#opening;
  }

  /** Runs `open` while nothing of the others is under way. */
  async whileIdle<T>(open: () => Promise<T>): Promise<T> {
    const before = this.#opening ?? Promise.resolve();
    const opened = before.then(async () => {
      await Promise.all([...this.#all].map((transactions) => transactions.paused()));
      return open();
    });
    const settled = opened.catch(() => undefined);
    this.#opening = settled;
    try {
      return await opened;
    } finally {
      if (this.#opening === settled) this.#opening = undefined;
    }
  }

  add(transactions: Pausable): void {
    this.#all.add(transactions);
  }

  delete(transactions: Pausable): void {
    this.#all.delete(transactions);
  }
}

/** As few as there are directories. */
const byPath = new Map<string, Neighbours>();

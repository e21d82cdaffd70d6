import type { RootDatabase } from 'lmdb';

import { codeOf, CommitFailed } from './errors.js';
import type { Room } from './room.js';

/** What is done to a store, in write transactions, which exclude all other writers of all processes. */
export class Transactions {
  readonly #root: RootDatabase;
  readonly #room: Room;
  readonly #underWay = new Set<Promise<unknown>>();
  #alone: Promise<unknown> = Promise.resolve();

  constructor(root: RootDatabase, room: Room) {
    this.#root = root;
    this.#room = room;
  }

  /**
   * Runs `work` in a write transaction, which it may share with what is asked for side by side, and resolves with what
   * it gives once that is stored as the option `sync` says. If `work` throws it must not have changed anything.
   */
  async run<T>(work: () => T): Promise<T> {
    const done = this.#room.isTight ? this.#runAlone(work) : this.#runShared(work);
    this.#underWay.add(done);
    try {
      return await done;
    } finally {
      this.#underWay.delete(done);
    }
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  async #runShared<T>(work: () => T): Promise<T> {
    try {
      return await this.#commit(work);
    } catch (error) {
      if (!(error instanceof CommitFailed && error.isUndone)) throw error;
      // Whoever shared the transaction may have been the cause: this time each has one of his own.
      return this.#runAlone(work);
    }
  }

  #runAlone<T>(work: () => T): Promise<T> {
    const alone = this.#alone.then(() => this.#commit(work));
    this.#alone = alone.catch(() => undefined);
    return alone;
  }

  async #commit<T>(work: () => T): Promise<T> {
    let id = Infinity;
    let first = '';
    try {
      return await this.#root.transaction(() => {
        id = this.#root.getWriteTxnId();
        try {
          return work();
        } catch (error) {
          if (isOfLmdb(error)) first = codeOf(error);
          throw error;
        }
      });
    } catch (error) {
      const { commitError } = (error ?? {}) as { commitError?: PromiseLike<never> };
      if (!commitError) throw error;
      const last = await codeOfRejection(commitError);
      // The first error in a transaction is the cause of those that come after it.
      const code = first || last;
      // A write for which the disk has no room is half done, which LMDB tells as a fault of the device.
      const isFull = code === 'EIO' && this.#room.isDiskFull();
      throw new CommitFailed(isFull ? 'ENOSPC' : code, this.#lastId() < id);
    }
  }

  #lastId(): number {
    return (this.#root.getStats() as { lastTxnId: number }).lastTxnId;
  }
}

/** Why a transaction was not committed. Awaited in any case: nobody else does, and it would end the process. */
async function codeOfRejection(commitError: PromiseLike<never>): Promise<string> {
  try {
    return await commitError;
  } catch (error) {
    return codeOf(error);
  }
}

function isOfLmdb(error: unknown): boolean {
  return typeof (error as { code?: unknown } | undefined)?.code === 'number';
}

import { setTimeout as pause } from 'node:timers/promises';

import type { RootDatabase } from 'lmdb';

import { KvFault } from '../../core/kv-fault.js';
import { codeOf, CommitFailed, SetBack } from './errors.js';
import type { Neighbours, Pausable } from './neighbours.js';
import type { Numbers } from './numbers.js';
import type { Room } from './room.js';

/** Milliseconds between attempts, and so many of them that a process on a busy machine has put things right. */
const [pauseBetween, mostAttempts] = [5, 200];

/** What is done to a store, in write transactions, which exclude all other writers of all processes. */
export class Transactions implements Pausable {
  readonly #root: RootDatabase;
  readonly #room: Room;
  readonly #numbers: Numbers;
  readonly #neighbours: Neighbours;
  readonly #underWay = new Set<Promise<unknown>>();
  /** Of those, what does not wait for a store that is being opened. */
  readonly #begun = new Set<Promise<unknown>>();
  #alone: Promise<unknown> = Promise.resolve();
  #isChecked = false;

  constructor(root: RootDatabase, numbers: Numbers, room: Room, neighbours: Neighbours) {
    this.#root = root;
    this.#neighbours = neighbours;
    this.#numbers = numbers;
    this.#room = room;
  }

  /**
   * Runs `work` in a write transaction, which it may share with what is asked for side by side, and resolves with what
   * it gives once that is stored as the option `sync` says. If `work` throws it must not have changed anything.
   */
  async run<T>(work: () => T): Promise<T> {
    const done = this.#neighbours.opening ? this.#runLater(work) : this.#begin(work);
    this.#underWay.add(done);
    try {
      return await done;
    } finally {
      this.#underWay.delete(done);
    }
  }

  async #runLater<T>(work: () => T): Promise<T> {
    while (this.#neighbours.opening) await this.#neighbours.opening;
    return this.#begin(work);
  }

  async #begin<T>(work: () => T): Promise<T> {
    const done = this.#room.isTight ? this.#runAlone(work) : this.#runShared(work);
    this.#begun.add(done);
    try {
      return await done;
    } finally {
      this.#begun.delete(done);
    }
  }

  /** Resolves when no transaction is under way that a store which is being opened would have to wait for. */
  async paused(): Promise<void> {
    while (this.#begun.size > 0) await Promise.allSettled(this.#begun);
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
  }

  async #runShared<T>(work: () => T): Promise<T> {
    try {
      return await this.#commitInOrder(work);
    } catch (error) {
      if (!(error instanceof CommitFailed && error.isUndone)) throw error;
      // Whoever shared the transaction may have been the cause: this time each has one of his own.
      return this.#runAlone(work);
    }
  }

  #runAlone<T>(work: () => T): Promise<T> {
    const alone = this.#alone.then(() => this.#commitInOrder(work));
    this.#alone = alone.catch(() => undefined);
    return alone;
  }

  /** Whoever has set back the number of the last transaction puts it right, as soon as he has seen it: see below. */
  async #commitInOrder<T>(work: () => T): Promise<T> {
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      try {
        return await this.#commit(work);
      } catch (error) {
        if (!(error instanceof SetBack)) throw error;
        await pause(pauseBetween);
      }
    }
    throw new KvFault(
      'UNAVAILABLE',
      'another program has opened the directory while this one wrote to it, which LMDB does not survive: so nothing ' +
        'is written any more until a store is opened on it anew. Start one of the processes again.',
    );
  }

  async #commit<T>(work: () => T): Promise<T> {
    let id = Infinity;
    let first = '';
    try {
      return await this.#root.transaction(() => {
        id = this.#root.getWriteTxnId();
        this.#check();
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
      throw new CommitFailed(isFull ? 'ENOSPC' : code, this.#numbers.last < id);
    }
  }

  /** Once for all that share a transaction: they run one behind the other. */
  #check(): void {
    if (this.#isChecked) return;
    this.#numbers.expectInOrder();
    this.#isChecked = true;
    queueMicrotask(() => {
      this.#isChecked = false;
    });
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

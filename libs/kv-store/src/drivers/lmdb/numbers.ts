import type { Database, RootDatabase } from 'lmdb';

import { SetBack } from './errors.js';

const key = 'last';

/**
 * The numbers of transactions: each that changes something has the next, and says so in the data. For LMDB, as lmdb 3.5
 * has it, may lose count: when a process opens a directory while another commits, it may set back the number of the last
 * transaction, so that readers do not see that any more, and the next writer takes its place (ITS#9496). The data file
 * knows better, and is asked before anybody writes, or reads what must not be old.
 */
export class Numbers {
  readonly #root: RootDatabase;
  readonly #about: Database<string, string>;
  #isMarked = false;

  constructor(root: RootDatabase, about: Database<string, string>) {
    this.#root = root;
    this.#about = about;
  }

  /** Of the last transaction, as the data file has it. */
  get last(): number {
    // What is documented is `getStats`, which asks for this and for much more.
    const { env } = this.#root as { env?: { info?(): unknown } };
    return ((env?.info?.() ?? this.#root.getStats()) as { lastTxnId: number }).lastTxnId;
  }

  /** In a write transaction, before it has changed anything: throws `SetBack` if it would take another's place. */
  expectInOrder(): void {
    if (this.#root.getWriteTxnId() !== this.last + 1) throw new SetBack();
  }

  /** In a write transaction that changes something. */
  mark(): void {
    if (this.#isMarked) return;
    void this.#about.put(key, String(this.#root.getWriteTxnId()));
    this.#isMarked = true;
    // By then all that share the transaction have run.
    queueMicrotask(() => {
      this.#isMarked = false;
    });
  }

  /**
   * Begins a view of what is stored, for this turn of the event loop, unless the one that there is has all. Whether all
   * is in it that had been committed. (lmdb sets a timer with each view that begins.)
   */
  refresh(): boolean {
    const { last } = this;
    if (this.#inView() >= last) return true;
    this.#root.resetReadTxn();
    return this.#inView() >= last;
  }

  /** In a write transaction, which sees all: lets later views be known for what they are, if another program wrote last. */
  mend(): void {
    if (this.#inView() < this.last) this.mark();
  }

  /** The number of the last transaction of which the view has what it changed. */
  #inView(): number {
    return Number(this.#about.get(key) ?? 0);
  }
}

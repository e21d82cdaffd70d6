import type { RootDatabase } from 'lmdb';

import { CommitFailed, SetBack } from './errors.js';
import { Neighbours } from './neighbours.js';
import type { Numbers } from './numbers.js';
import type { Room } from './room.js';
import { Transactions } from './transactions.js';

/** Runs what it is given at once, and then fails or not. */
class FakeLmdb {
  last = 0;
  isTight = false;
  isSetBack = false;
  runs = 0;
  /** What comes of the next transactions, as the number of an error; none for 0. */
  readonly ends: number[] = [];

  async transaction<T>(work: () => T): Promise<T> {
    this.runs += 1;
    let result: T;
    try {
      result = work();
    } finally {
      const code = this.ends.shift() ?? 0;
      if (code !== 0) await this.#fail(code);
      this.last += 1;
    }
    return result;
  }

  isDiskFull(): boolean {
    return false;
  }

  getWriteTxnId(): number {
    return this.last + 1;
  }

  expectInOrder(): void {
    if (this.isSetBack) throw new SetBack();
  }

  #fail(code: number): Promise<never> {
    const commitError = Promise.reject(Object.assign(new Error('Failed.'), { code }));
    return Promise.reject(Object.assign(new Error('Commit failed'), { commitError }));
  }
}

function transactionsOn(lmdb: FakeLmdb): Transactions {
  return new Transactions(
    lmdb as unknown as RootDatabase,
    lmdb as unknown as Numbers,
    lmdb as unknown as Room,
    new Neighbours(),
  );
}

const [eio, enospc, badTxn] = [5, 28, -30_782];

describe('a transaction', () => {
  it('gives what is done in it, or what is thrown there', async () => {
    const transactions = transactionsOn(new FakeLmdb());
    expect(await transactions.run(() => 7)).toBe(7);
    const thrown = new Error('Thrown.');
    const failing = transactions.run(() => {
      throw thrown;
    });
    await expect(failing).rejects.toBe(thrown);
  });

  it('that was not committed is done once more, alone', async () => {
    const lmdb = new FakeLmdb();
    lmdb.ends.push(badTxn);
    expect(await transactionsOn(lmdb).run(() => 7)).toBe(7);
    expect(lmdb.runs).toBe(2);
  });

  it('that fails again says why, and that nothing was done', async () => {
    const lmdb = new FakeLmdb();
    lmdb.ends.push(badTxn, enospc);
    const error: unknown = await transactionsOn(lmdb)
      .run(() => 7)
      .catch((error: unknown) => error);
    expect(error).toBeInstanceOf(CommitFailed);
    expect(error).toMatchObject({ code: 'ENOSPC', isUndone: true });
  });

  it('that may have been committed is not done again', async () => {
    const lmdb = new FakeLmdb();
    lmdb.ends.push(eio);
    const failing = transactionsOn(lmdb).run(() => (lmdb.last += 1));
    await expect(failing).rejects.toMatchObject({ code: 'EIO', isUndone: false });
    expect(lmdb.runs).toBe(1);
  });

  it.each([true, false])('that ends by EIO has met a disk that is full, if it is: %p', async (isDiskFull) => {
    const lmdb = Object.assign(new FakeLmdb(), { isDiskFull: () => isDiskFull });
    lmdb.ends.push(eio, eio);
    await expect(transactionsOn(lmdb).run(() => 7)).rejects.toMatchObject({
      code: isDiskFull ? 'ENOSPC' : 'EIO',
    });
  });

  it('has for its cause the first error in it', async () => {
    const lmdb = new FakeLmdb();
    lmdb.ends.push(badTxn, badTxn);
    const failing = transactionsOn(lmdb).run(() => {
      throw Object.assign(new Error('Full.'), { code: enospc });
    });
    await expect(failing).rejects.toMatchObject({ code: 'ENOSPC' });
  });

  it('waits until the number of the last one is right again, and is refused if it never is', async () => {
    const lmdb = new FakeLmdb();
    const transactions = transactionsOn(lmdb);
    lmdb.isSetBack = true;
    const work = jest.fn<number, []>(() => 7);
    const waiting = transactions.run(work);
    setTimeout(() => (lmdb.isSetBack = false), 50);
    expect(await waiting).toBe(7);
    expect(work).toHaveBeenCalledTimes(1);
    lmdb.isSetBack = true;
    await expect(transactions.run(work)).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      message: expect.stringContaining('Start one of the processes again') as string,
    });
  });

  it('is waited for', async () => {
    const transactions = transactionsOn(new FakeLmdb());
    const ends: string[] = [];
    void transactions.run(() => 7).then(() => ends.push('transaction'));
    await transactions.idle();
    await new Promise(setImmediate);
    expect(ends).toEqual(['transaction']);
  });
});

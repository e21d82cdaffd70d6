import { ReferenceStore, type Stored } from './reference-store.js';

type Work<Answer> = (stored: Stored) => { readonly stored: Stored; readonly answer: Answer };

/** At times answers from what it remembers. */
export class StaleReads extends ReferenceStore {
  readonly #remembered = new Map<string, Stored>();

  protected override look(key: string): Stored {
    if (this.#remembered.has(key) && this.random.chance(0.1)) return this.#remembered.get(key);
    const stored = super.look(key);
    if (this.random.chance(0.5)) this.#remembered.set(key, stored);
    return stored;
  }
}

/** Reads, compares and writes, and does not notice what others write between. */
export class LostUpdates extends ReferenceStore {
  protected override async step<Answer>(key: string, work: Work<Answer>): Promise<Answer> {
    await this.travel();
    const before = this.entries.get(key);
    await this.travel();
    const { stored, answer } = work(before);
    this.entries.set(key, stored);
    return answer;
  }
}

/** Loses the answer to an increment now and then, and sends it again. */
export class ResentIncrements extends ReferenceStore {
  override async increment(key: string, by?: number): Promise<number> {
    const isLost = this.random.chance(0.15);
    const sum = await super.increment(key, by);
    return isLost ? super.increment(key, by) : sum;
  }
}

/** Sends every change when it is called, so that one may overtake another on the way. */
export class ReorderedWrites extends ReferenceStore {
  protected override inOrder<Answer>(_key: string, _isWrite: boolean, work: () => Promise<Answer>) {
    return work();
  }
}

/** Shares the answer of a read that is under way, though it may have been read before the other was called. */
export class ReadsJoinedTooLate extends ReferenceStore {
  readonly #underway = new Map<string, Promise<Stored>>();

  protected override read(key: string): Promise<Stored> {
    const underway = this.#underway.get(key);
    if (underway) return underway;
    const read = super.read(key).finally(() => this.#underway.delete(key));
    this.#underway.set(key, read);
    return read;
  }
}

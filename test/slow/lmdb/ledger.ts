import { valueOf } from './value.js';

/** What may be stored under a key: nothing is undefined. */
type Value = string | undefined;

/** What writers said that they sent, and were answered; and so what must be stored now. */
export class Ledger {
  /** Under each key, as it was last answered. */
  readonly #answered = new Map<string, Value>();
  /** Under each key, what was sent after that and not answered. */
  readonly #open = new Map<string, { number: string; value: Value }>();
  readonly #sent = new Map<string, { key: string; value: Value }>();
  #counted = { least: 0, most: 0 };
  answers = 0;

  /** Of keys that were ever changed. */
  get keys(): string[] {
    return [...new Set([...this.#answered.keys(), ...this.#open.keys()])];
  }

  read(line: string): void {
    const [what, number = '', kind, key = '', seed, length] = line.split(' ');
    if (what === 'sent') {
      if (kind === 'count') this.#counted.most += 1;
      const value = kind === 'put' ? valueOf(Number(seed), Number(length)) : undefined;
      this.#sent.set(number, { key: kind === 'count' ? '' : key, value });
      if (kind !== 'count') this.#open.set(key, { number, value });
      return;
    }
    const change = this.#sent.get(number);
    if (!change) return;
    this.#sent.delete(number);
    if (change.key === '') {
      this.#counted.least += 1;
    } else {
      if (what === 'done') this.#answered.set(change.key, change.value);
      this.#open.delete(change.key);
    }
    this.answers += 1;
  }

  /** Counts of others, which were all answered. */
  addCounts(counts: number): void {
    this.#counted.least += counts;
    this.#counted.most += counts;
  }

  /** The keys under which something else is stored than what was answered, or sent and not answered. */
  wrongOf(stored: ReadonlyMap<string, Value>): string[] {
    return this.keys.filter((key) => {
      const value = stored.get(key);
      const open = this.#open.get(key);
      return value !== this.#answered.get(key) && !(open && value === open.value);
    });
  }

  isCountRight(count: number): boolean {
    return count >= this.#counted.least && count <= this.#counted.most;
  }

  /** All writers are gone: what is stored now is what counts from here on. */
  settle(stored: ReadonlyMap<string, Value>, count: number): void {
    for (const key of this.keys) this.#answered.set(key, stored.get(key));
    this.#open.clear();
    this.#sent.clear();
    this.#counted = { least: count, most: count };
  }
}

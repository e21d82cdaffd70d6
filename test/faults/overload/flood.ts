import type { KvStore } from 'nestjs-kv-store';

import { randomOf } from '../../../libs/kv-store/src/testing/linearizability/random.js';

/** What a `set` stores is a multiple of this, so that what is counted on to it shows which `set` it came after. */
const step = 1_000_000;
const [hotKeys, cells] = [20, 20];

/** Very many calls made at once, and what must come of them. */
export class Flood {
  /** Of keys that are set and counted on: what each of them must have come to before the next `set`, in order. */
  readonly sums = new Map<string, number[]>();
  /** Of keys that are set and deleted, all that was asked for, in order. */
  readonly written = new Map<string, (string | undefined)[]>();
  readonly answers: Promise<unknown>[] = [];
  readonly #kv: KvStore;
  readonly #random;
  #sets = 0;

  constructor(kv: KvStore, seed: number) {
    this.#kv = kv;
    this.#random = randomOf(seed, 'flood');
  }

  /** Half of them on few keys, the others each on its own. */
  call(count: number): void {
    for (let index = 0; index < count; index += 1) this.answers.push(this.#one(index));
  }

  #one(index: number): Promise<unknown> {
    const kv = this.#kv;
    const hot = `hot-${this.#random.below(hotKeys)}`;
    const cell = `cell-${this.#random.below(cells)}`;
    const own = `own-${index}`;
    switch (this.#random.below(14)) {
      case 0:
        return kv.set(hot, this.#set(hot));
      case 1:
        return kv.setMany([
          [hot, this.#set(hot)],
          [own, this.#write(own, own)],
          [cell, this.#write(cell, `${index}`)],
        ]);
      case 2:
        this.#count(hot);
        return kv.update(hot, (value) => String(Number(value ?? 0) + 1));
      case 3:
        this.#count(hot);
        return kv.increment(hot);
      case 4:
        return kv.set(cell, this.#write(cell, `${index}`));
      case 5:
        this.#write(cell, undefined);
        return kv.delete(cell);
      case 6:
        this.#count(own);
        return kv.update(own, (value) => String(Number(value ?? 0) + 1));
      case 7:
        this.#count(own);
        return kv.increment(own);
      case 8:
      case 9:
        return kv.set(own, this.#write(own, own));
      case 10:
        return kv.getMany([hot, cell, own, `own-${index - 1}`]);
      case 11:
        return kv.get(hot);
      default:
        return kv.get(own);
    }
  }

  #set(key: string): string {
    const value = (this.#sets += 1) * step;
    const sums = this.sums.get(key) ?? [];
    // Of two that nothing comes between the first need not be made.
    if ((sums.at(-1) ?? 1) % step === 0) sums.pop();
    sums.push(value);
    this.sums.set(key, sums);
    return String(value);
  }

  #count(key: string): void {
    const sums = this.sums.get(key) ?? [0];
    sums.push((sums.pop() ?? 0) + 1);
    this.sums.set(key, sums);
  }

  #write(key: string, value: string): string;
  #write(key: string, value: undefined): undefined;
  #write(key: string, value: string | undefined): string | undefined {
    const written = this.written.get(key);
    if (written) written.push(value);
    else this.written.set(key, [value]);
    return value;
  }

  /** What each key must hold in the end. */
  get last(): Map<string, string | undefined> {
    const sums = [...this.sums].map(([key, all]) => [key, String(all.at(-1))] as const);
    const written = [...this.written].map(([key, all]) => [key, all.at(-1)] as const);
    return new Map([...sums, ...written]);
  }
}

/** By key, what it held one after the other; throws where that is not in the order of the calls. */
export function expectInOrder(
  flood: Flood,
  history: ReadonlyMap<string, readonly (string | undefined)[]>,
): void {
  for (const [key, sums] of flood.sums) {
    const held = (history.get(key) ?? []).map(Number);
    expect(held).toEqual(held.toSorted((one, other) => one - other));
    expect(held).toEqual(expect.arrayContaining(sums));
  }
  for (const [key, written] of flood.written) {
    let at = -1;
    for (const value of history.get(key) ?? []) expect((at = written.indexOf(value, at + 1))).not.toBe(-1);
  }
}

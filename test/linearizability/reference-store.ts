import type { KvCommit, KvEntry, KvVersion } from 'nestjs-kv-store';

import type { DrivenStore } from '../../libs/kv-store/src/testing/linearizability/driven-store.js';
import { nextTurn } from '../../libs/kv-store/src/testing/linearizability/material.js';
import type { Random } from '../../libs/kv-store/src/testing/linearizability/random.js';

export type Stored = Omit<KvEntry<string>, 'key'> | undefined;

/** What a step of a change makes of an entry, and what it answers. */
interface Made<Answer> {
  readonly stored: Stored;
  readonly answer: Answer;
}

/**
 * A store as simple as can be that keeps every promise, though its requests take their time on both ways. Its parts
 * are there to be broken one by one, to see that it is found out.
 */
export class ReferenceStore implements DrivenStore {
  protected readonly entries = new Map<string, Stored>();
  #versions = 0;
  /** By key, what the last write waits for, and the changes since. */
  readonly #order = new Map<string, { write: Promise<unknown>; changes: Promise<unknown>[] }>();
  readonly #loading = new Map<string, Set<{ overtaken: boolean }>>();

  constructor(protected readonly random: Random) {}

  async get(key: string): Promise<string | undefined> {
    return (await this.read(key))?.value;
  }

  async getEntry(key: string): Promise<KvEntry<string> | undefined> {
    const stored = await this.read(key);
    return stored && { key, ...stored };
  }

  getMany(keys: Iterable<string>): Promise<(string | undefined)[]> {
    return Promise.all([...keys].map((key) => this.get(key)));
  }

  async has(key: string): Promise<boolean> {
    return (await this.read(key)) !== undefined;
  }

  async getOrSet(key: string, load: () => string | Promise<string>): Promise<string> {
    const stored = await this.read(key);
    if (stored) return stored.value;
    const loading = { overtaken: false };
    const others = this.#loading.get(key) ?? new Set();
    this.#loading.set(key, others.add(loading));
    const value = await load();
    for (;;) {
      if (loading.overtaken || (await this.create(key, value)).ok) return value;
      const other = await this.read(key);
      if (other) return other.value;
    }
  }

  async set(key: string, value: string): Promise<void> {
    await this.#write(key, () => this.#entry(value));
  }

  async setMany(entries: Iterable<readonly [string, string]>): Promise<void> {
    await Promise.all([...entries].map(([key, value]) => this.set(key, value)));
  }

  async delete(key: string): Promise<void> {
    await this.#write(key, () => undefined);
  }

  async deleteMany(keys: Iterable<string>): Promise<void> {
    await Promise.all([...keys].map((key) => this.delete(key)));
  }

  create(key: string, value: string): Promise<KvCommit> {
    return this.#change(key, (stored) => this.#commit(stored, stored === undefined, value));
  }

  replaceIf(key: string, value: string, version: KvVersion): Promise<KvCommit> {
    return this.#change(key, (stored) => this.#commit(stored, stored?.version === version, value));
  }

  deleteIf(key: string, version: KvVersion): Promise<boolean> {
    return this.#change(key, (stored) => {
      const answer = stored?.version === version;
      return { stored: answer ? undefined : stored, answer };
    });
  }

  update(
    key: string,
    change: (current: string | undefined) => string | undefined | Promise<string | undefined>,
  ): Promise<string | undefined> {
    return this.inOrder(key, false, async () => {
      for (;;) {
        const before = await this.read(key);
        const value = await change(before?.value);
        const isMade = await this.step(key, (stored) => {
          const answer = stored?.version === before?.version;
          const next = value === undefined ? undefined : this.#entry(value);
          return { stored: answer ? next : stored, answer };
        });
        if (isMade) return value;
      }
    });
  }

  take(key: string): Promise<string | undefined> {
    return this.#change(key, (stored) => ({ stored: undefined, answer: stored?.value }));
  }

  increment(key: string, by = 1): Promise<number> {
    return this.#change(key, (stored) => {
      const answer = Number(stored?.value ?? 0) + by;
      return { stored: this.#entry(String(answer)), answer };
    });
  }

  touch(key: string): Promise<boolean> {
    return this.#change(key, (stored) => {
      const isNewVersion = stored !== undefined && this.random.chance(0.5);
      return { stored: isNewVersion ? this.#entry(stored.value) : stored, answer: stored !== undefined };
    });
  }

  /** What is stored at some moment between the call and the answer. */
  protected async read(key: string): Promise<Stored> {
    await this.travel();
    const stored = this.look(key);
    await this.travel();
    return stored;
  }

  protected look(key: string): Stored {
    return this.entries.get(key);
  }

  /** Changes an entry at one moment between the call and the answer. */
  protected async step<Answer>(key: string, work: (stored: Stored) => Made<Answer>): Promise<Answer> {
    await this.travel();
    const { stored, answer } = work(this.entries.get(key));
    this.entries.set(key, stored);
    await this.travel();
    return answer;
  }

  /** A write waits for all changes called before it, other changes for the writes before them. */
  protected inOrder<Answer>(key: string, isWrite: boolean, work: () => Promise<Answer>): Promise<Answer> {
    const before = this.#order.get(key) ?? { write: Promise.resolve(), changes: [] };
    const awaited = Promise.all(isWrite ? [before.write, ...before.changes] : [before.write]);
    const done = awaited.then(work);
    this.#order.set(
      key,
      isWrite ? { write: done, changes: [] } : { ...before, changes: [...before.changes, done] },
    );
    return done;
  }

  /** The time that a request or an answer takes. */
  protected async travel(): Promise<void> {
    for (let turns = this.random.below(4); turns > 0; turns -= 1) await nextTurn();
  }

  #change<Answer>(key: string, work: (stored: Stored) => Made<Answer>): Promise<Answer> {
    return this.inOrder(key, false, () => this.step(key, work));
  }

  #write(key: string, made: () => Stored): Promise<void> {
    for (const loading of this.#loading.get(key) ?? []) loading.overtaken = true;
    this.#loading.delete(key);
    return this.inOrder(key, true, () => this.step(key, () => ({ stored: made(), answer: undefined })));
  }

  #commit(stored: Stored, holds: boolean, value: string): Made<KvCommit> {
    if (!holds) return { stored, answer: { ok: false } };
    const made = this.#entry(value);
    return { stored: made, answer: { ok: true, version: made.version } };
  }

  #entry(value: string): NonNullable<Stored> {
    return { value, version: `v${(this.#versions += 1)}` };
  }
}

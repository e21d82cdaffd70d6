import { checkStore } from '../core/check-store.js';
import { bytes } from '../core/codecs/bytes.js';
import type { KvStore } from '../core/kv-store.js';

/** What Keyv gives `setMany`. */
export interface KvKeyvEntry {
  /** As Keyv names it, with its namespace. */
  readonly key: string;
  /** What Keyv has made of the value. */
  readonly value: unknown;
  /** Milliseconds. */
  readonly ttl?: number | undefined;
}

/**
 * Lets Keyv, and what stands on it, keep its entries in a {@link KvStore}: `new Keyv({ store: new KvKeyvAdapter(kv) })`.
 * It fulfils the contract of stores of Keyv 5, which Keyv 6 takes as well.
 *
 * Entries are kept in the folder `keyv` of the store, so that Keyv's `clear()` never reaches anything else. Values are
 * what Keyv makes of them, text unless it is told otherwise. What the store refuses is rejected with its `KvError`;
 * what Keyv does then is Keyv's to say.
 */
export class KvKeyvAdapter {
  /** Keyv 5 iterates stores of dialects that it knows alone, and asks this for nothing else. */
  readonly opts: Record<string, unknown> = { dialect: 'redis' };
  /**
   * Keyv 5 sets it, and begins each key with it and a colon. Until then it is no property, by which Keyv 6 sees that
   * it has to begin the keys itself.
   */
  declare namespace?: string | undefined;
  readonly #kv: KvStore<unknown>;
  readonly #hearErrors: ((error: unknown) => void)[] = [];

  constructor(kv: KvStore<unknown>) {
    checkStore('KvKeyvAdapter', kv);
    this.#kv = kv.namespace('keyv');
  }

  /** Resolves with `undefined` where nothing is stored. */
  async get<Value>(key: string): Promise<Value | undefined> {
    try {
      return (await this.#kv.get(key)) as Value | undefined;
    } catch (error) {
      // Keyv 5 takes what is rejected here for a miss, and says nothing.
      for (const hear of this.#hearErrors) hear(error);
      throw error;
    }
  }

  /** In the order of `keys`. */
  async getMany<Value>(keys: string[]): Promise<(Value | undefined)[]> {
    return (await this.#kv.getMany(keys)) as (Value | undefined)[];
  }

  /** Whether something is stored that has not expired. */
  has(key: string): Promise<boolean> {
    return this.#kv.has(key);
  }

  /** In the order of `keys`. */
  async hasMany(keys: string[]): Promise<boolean[]> {
    return Promise.all(keys.map((key) => this.has(key)));
  }

  /** Resolves with `true` once it is stored. `ttl`: milliseconds. Without it, or with 0, the store's `defaultTtl` counts; an entry of less is over at once. */
  async set(key: string, value: unknown, ttl?: number): Promise<boolean> {
    if (ttl !== undefined && ttl < 0) await this.#kv.delete(key);
    else await this.#kv.set(key, value, { ttl: ttlOf(ttl) });
    return true;
  }

  /** Resolves with `true` for each entry, which is what Keyv's own `setMany` then gives. Its type says nothing of it. */
  async setMany(entries: KvKeyvEntry[]): Promise<void> {
    const done = entries.map(({ key, value, ttl }) => this.set(key, value, ttl));
    return (await Promise.all(done)) as unknown as undefined;
  }

  /** Resolves with whether there was an entry: of several who delete it, one is told so. */
  async delete(key: string): Promise<boolean> {
    // As bytes, so that what cannot be read can be deleted.
    return (await this.#kv.as(bytes).take(key)) !== undefined;
  }

  /** Resolves with whether there was an entry under any of the keys. */
  async deleteMany(keys: string[]): Promise<boolean> {
    const deleted = await Promise.all(keys.map((key) => this.delete(key)));
    return deleted.includes(true);
  }

  /** Removes all entries of the namespace that Keyv has set; without one, all in the folder. */
  async clear(): Promise<void> {
    await this.#kv.clear(rangeOf(this.namespace));
  }

  /** The entries of the namespace, under the keys that Keyv has given them. */
  async *iterator<Value>(namespace?: string): AsyncGenerator<(string | Awaited<Value> | undefined)[], void> {
    for await (const { key, value } of this.#kv.entries(rangeOf(namespace))) {
      yield [key, value as Awaited<Value>];
    }
  }

  /** There is but one event, `'error'`: a read that failed. All else that fails Keyv tells itself. */
  on(event: string, listener: (...args: unknown[]) => void): this {
    if (event === 'error') this.#hearErrors.push(listener);
    return this;
  }

  /** Does nothing: who opened the store closes it, and others may use it still. */
  disconnect(): Promise<void> {
    return Promise.resolve();
  }
}

const century = 100 * 365.25 * 86_400_000;

/** What is too long for a clock stands for never, in Keyv as here. */
function ttlOf(ttl: number | undefined): number | null | undefined {
  if (!ttl) return undefined;
  return ttl <= century ? ttl : null;
}

function rangeOf(namespace: string | undefined): { prefix: string } | undefined {
  return namespace ? { prefix: `${namespace}:` } : undefined;
}

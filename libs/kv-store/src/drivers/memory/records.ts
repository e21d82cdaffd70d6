import type { KvPut, KvRecord } from '../../core/kv-driver.js';
import type { KvVersion } from '../../core/kv-store.js';
import type { Entry } from './entry.js';
import { Expiries } from './expiries.js';
import { KeyOrder } from './key-order.js';
import { Recency } from './recency.js';

/** What is stored, with the orders in which it came, expires, and was used. */
export class Records {
  readonly #entries = new Map<string, Entry>();
  readonly #order = new KeyOrder();
  readonly #expiries = new Expiries();
  readonly #recency: Recency | undefined;
  #bytes = 0;

  constructor(keepsRecency: boolean) {
    this.#recency = keepsRecency ? new Recency() : undefined;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Of those entries whose bytes were counted. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What is stored under a key, expired or not. */
  get(key: string): Entry | undefined {
    return this.#entries.get(key);
  }

  /** As `get`, and the entry is now the one used last. */
  use(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry) this.#recency?.use(entry);
    return entry;
  }

  put({ key, value, expiresAt }: KvPut, version: KvVersion, bytes: number): void {
    const entry = this.use(key) ?? this.#add(key);
    this.#bytes += bytes - entry.bytes;
    entry.bytes = bytes;
    // Bytes are copied, so that what the caller does to its buffer later changes nothing here.
    const kept = typeof value === 'string' ? value : new Uint8Array(value);
    this.#replace(entry, { value: kept, version, expiresAt });
  }

  touch(key: string, expiresAt: number | undefined): void {
    const entry = this.#entries.get(key);
    if (entry?.record) this.#replace(entry, { ...entry.record, expiresAt });
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry) this.#remove(entry);
  }

  /** Removes an entry that has expired, and says whether there was one. */
  deleteExpired(now: number): boolean {
    const entry = this.#expiries.first(now);
    if (entry) this.#remove(entry);
    return entry !== undefined;
  }

  /** Removes the entry that was used longest ago, and says whether there was one: none where recency is not kept. */
  deleteLeastRecentlyUsed(): boolean {
    const entry = this.#recency?.oldest;
    if (entry) this.#remove(entry);
    return entry !== undefined;
  }

  /** Those that came after the one at a place, in the order in which they came: `after` 0 begins at the first. */
  entriesAfter(after: number): Iterable<Entry> {
    return this.#order.entriesAfter(after);
  }

  clear(): void {
    this.#entries.clear();
    this.#order.clear();
    this.#expiries.clear();
    this.#recency?.clear();
    this.#bytes = 0;
  }

  #add(key: string): Entry {
    const entry = this.#order.add(key);
    this.#entries.set(key, entry);
    this.#recency?.use(entry);
    return entry;
  }

  #replace(entry: Entry, record: KvRecord): void {
    entry.record = record;
    this.#expiries.update(entry);
  }

  #remove(entry: Entry): void {
    entry.record = undefined;
    this.#entries.delete(entry.key);
    this.#bytes -= entry.bytes;
    this.#order.leave();
    this.#expiries.update(entry);
    this.#recency?.remove(entry);
  }
}

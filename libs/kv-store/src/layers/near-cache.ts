import type { LRUCache } from 'lru-cache';

import type { KvClock } from '../core/kv-clock.js';
import type { KvRecord } from '../core/kv-driver.js';
import type { Outcome } from '../core/outcomes.js';
import { PassingMap } from '../core/passing-map.js';
import { isLive } from '../core/record.js';
import type { KvCacheOptions } from './cache-options.js';

/** A read that is under way. */
export interface Reading {
  readonly key: string;
  /** Epoch milliseconds: what it brings was stored then, or later. */
  readonly since: number;
}

/** What a read has brought; without `record` nothing was stored. */
export interface Kept {
  readonly record: KvRecord | undefined;
  /** As of the read. */
  readonly since: number;
}

/**
 * What was read, for as long as it may be given out. When a change begins, what is kept of its key, and what is being
 * read, becomes worthless; and as nobody knows at which moment it is made, nothing is kept until it has ended.
 */
export class NearCache {
  readonly #kept: LRUCache<string, Kept>;
  /** By key, of the reads under way the last, which alone is kept. */
  readonly #readings = new PassingMap<Reading>();
  /** By key, how many changes are under way. */
  readonly #changing = new PassingMap<number>();
  readonly #ttl: number;
  readonly #misses: boolean;

  constructor(kept: LRUCache<string, Kept>, { ttl, misses = false }: KvCacheOptions) {
    this.#kept = kept;
    this.#ttl = ttl;
    this.#misses = misses;
  }

  get(key: string, clock: KvClock): Kept | undefined {
    const kept = this.#kept.get(key);
    if (!kept) return undefined;
    if (!this.#isYoung(kept, clock.now()) || (kept.record && !isLive(kept.record, clock))) {
      this.#kept.delete(key);
      return undefined;
    }
    const record = copyOf(kept.record);
    return record === kept.record ? kept : { ...kept, record };
  }

  /** The read under way, if what it brings may be given out by one that begins `now`. */
  readingOf(key: string, now: number): Reading | undefined {
    const reading = this.#readings.get(key);
    return reading && this.#isYoung(reading, now) ? reading : undefined;
  }

  readBegan(reading: Reading): void {
    const { key } = reading;
    if (this.#changing.get(key) !== undefined) return;
    this.#readings.delete(key);
    this.#readings.add(key, reading);
  }

  /** Kept unless it failed, or a change or a later read has begun since. */
  readEnded(reading: Reading, outcome: Outcome<KvRecord | undefined> | undefined, clock: KvClock): void {
    const { key, since } = reading;
    if (this.#readings.get(key) !== reading) return;
    this.#readings.delete(key);
    if (!outcome?.ok) return;
    const record = isLive(outcome.value, clock) ? copyOf(outcome.value) : undefined;
    if (record || this.#misses) this.#kept.set(key, { record, since });
    else this.#kept.delete(key);
  }

  changeBegan(key: string): void {
    this.#count(key, 1);
    this.#kept.delete(key);
    this.#readings.delete(key);
  }

  /** Whatever came of it. */
  changeEnded(key: string): void {
    this.#count(key, -1);
  }

  #count(key: string, change: 1 | -1): void {
    const changes = (this.#changing.get(key) ?? 0) + change;
    this.#changing.delete(key);
    if (changes > 0) this.#changing.add(key, changes);
  }

  /** What was read at a moment that is still to come was read before the clock was set back. */
  #isYoung({ since }: Kept | Reading, now: number): boolean {
    const age = now - since;
    return age >= 0 && age < this.#ttl;
  }
}

/** Loads the package that it needs: only a store with a cache does. */
export async function openNearCache(options: KvCacheOptions): Promise<NearCache> {
  const { LRUCache } = await import('lru-cache');
  return new NearCache(new LRUCache({ max: options.max }), options);
}

/** Whoever is given bytes may change them. */
function copyOf(record: KvRecord | undefined): KvRecord | undefined {
  if (!record || typeof record.value === 'string') return record;
  return { ...record, value: new Uint8Array(record.value) };
}

import { setTimeout as pause } from 'node:timers/promises';

import type { KvError, KvStore } from 'nestjs-kv-store';

/** Milliseconds between two writes to a key. */
const between = 5;

interface Written {
  readonly value: number;
  /** When it was acknowledged. */
  readonly at: number;
}

/** One writer for each key, who writes one number after the other: what was lost of them can be counted. */
export class Sequences {
  /** Milliseconds that the slowest call took. */
  slowest = 0;
  readonly #kv: KvStore;
  readonly #acknowledged = new Map<string, Written[]>();
  readonly #stopped = new AbortController();
  readonly #ends: Promise<void>[];

  constructor(kv: KvStore, keys: readonly string[]) {
    this.#kv = kv;
    this.#ends = keys.map((key) => this.#write(key));
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#ends);
  }

  /** The last number that was acknowledged until `moment`; 0 where none was. */
  acknowledged(key: string, moment = Infinity): number {
    return this.#acknowledged.get(key)?.findLast(({ at }) => at <= moment)?.value ?? 0;
  }

  async #write(key: string): Promise<void> {
    const written: Written[] = [];
    this.#acknowledged.set(key, written);
    for (let value = 1; !this.#stopped.signal.aborted; value += 1) {
      const start = performance.now();
      try {
        await this.#kv.set(key, String(value));
        written.push({ value, at: performance.now() });
      } catch (error) {
        if (!['TIMEOUT', 'UNAVAILABLE'].includes((error as KvError).code)) throw error;
        await pause(50);
      }
      this.slowest = Math.max(this.slowest, performance.now() - start);
      await pause(between);
    }
  }
}

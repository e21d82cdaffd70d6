import type { KvErrorCode } from 'nestjs-kv-store';

export interface Bounds {
  maxEntries?: number;
  maxBytes?: number;
  whenFull?: 'refuse' | 'evict-least-recently-used';
}

interface Stored {
  readonly key: string;
  readonly value: string;
  readonly expiresAt: number | undefined;
}

/** How a call on the model fails. */
export class Refusal extends Error {
  constructor(readonly code: KvErrorCode) {
    super(code);
  }
}

const bytesOf = ({ key, value }: Stored) => Buffer.byteLength(key) + Buffer.byteLength(value);

/** A store of at most so many entries or bytes, as simple as can be: all is looked at each time. */
export class BoundedModel {
  evicted = 0;
  /** From the entry that was used longest ago to the one used last. */
  #entries: Stored[] = [];
  readonly #bounds: Bounds;
  readonly #now: () => number;

  constructor(bounds: Bounds, now: () => number) {
    this.#bounds = bounds;
    this.#now = now;
  }

  get entries(): readonly Stored[] {
    const now = this.#now();
    this.#entries = this.#entries.filter(({ expiresAt = Infinity }) => expiresAt > now);
    return this.#entries;
  }

  use(key: string): Stored | undefined {
    const entry = this.entries.find((one) => one.key === key);
    if (entry) this.#entries = [...this.#without(key), entry];
    return entry;
  }

  put(key: string, value: string, expiresAt: number | undefined): void {
    const { maxEntries = Infinity, whenFull } = this.#bounds;
    const entry = { key, value, expiresAt };
    this.checkSize(entry);
    const others = this.#without(key);
    const isFull = () => others.length + 1 > maxEntries || this.#sum([...others, entry]) > this.#maxBytes;
    while (isFull()) {
      if (whenFull !== 'evict-least-recently-used') throw new Refusal('EXHAUSTED');
      others.shift();
      this.evicted += 1;
    }
    this.#entries = [...others, entry];
  }

  delete(key: string): void {
    this.#entries = this.#without(key);
  }

  expiresAfter(ttl: number | undefined): number | undefined {
    return ttl === undefined ? undefined : this.#now() + ttl;
  }

  checkSize(entry: Stored): void {
    if (bytesOf(entry) > this.#maxBytes) throw new Refusal('TOO_LARGE');
  }

  get #maxBytes(): number {
    return this.#bounds.maxBytes ?? Infinity;
  }

  #without(key: string): Stored[] {
    return this.entries.filter((one) => one.key !== key);
  }

  #sum(entries: readonly Stored[]): number {
    return entries.reduce((sum, entry) => sum + bytesOf(entry), 0);
  }
}

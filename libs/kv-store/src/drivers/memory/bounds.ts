import type { KvDetails, KvDriverCall, KvPut } from '../../core/kv-driver.js';
import { KvFault } from '../../core/kv-fault.js';
import type { CheckedMemoryOptions } from './memory.options.js';
import type { Records } from './records.js';

/** Keeps what is stored within its bounds, by refusing what would exceed them or by removing other entries. */
export class Bounds {
  #evicted = 0;

  constructor(
    private readonly records: Records,
    private readonly options: CheckedMemoryOptions,
  ) {}

  get details(): KvDetails {
    const { maxEntries, maxBytes, whenFull } = this.options;
    return {
      ...(maxEntries !== undefined && { maxEntries }),
      ...(maxBytes !== undefined && { bytes: this.records.bytes, maxBytes }),
      ...(whenFull === 'evict-least-recently-used' && { evicted: this.#evicted }),
    };
  }

  /**
   * Makes room for an entry, and gives the bytes that it takes, 0 where they are not bounded. Throws where there is no
   * room and none may be made; then nothing is gone but what had expired.
   */
  admit({ key, value }: KvPut, call: KvDriverCall): number {
    const { maxBytes } = this.options;
    const bytes = maxBytes === undefined ? 0 : Buffer.byteLength(key) + Buffer.byteLength(value);
    if (maxBytes !== undefined && bytes > maxBytes) throw tooLarge(bytes, maxBytes);
    // What is replaced is the last to go, so that it need not go at all.
    this.records.use(key);
    for (;;) {
      const exceeded = this.#exceededBy(key, bytes);
      if (!exceeded) return bytes;
      if (this.records.deleteExpired(call.now())) continue;
      if (!this.records.deleteLeastRecentlyUsed()) throw this.#full(exceeded);
      this.#evicted += 1;
    }
  }

  /** Asked anew each time, since what expires may be the entry that is to be replaced. */
  #exceededBy(key: string, bytes: number): 'maxEntries' | 'maxBytes' | undefined {
    const { maxEntries = Infinity, maxBytes = Infinity } = this.options;
    const old = this.records.get(key);
    if (this.records.size + (old ? 0 : 1) > maxEntries) return 'maxEntries';
    return this.records.bytes - (old?.bytes ?? 0) + bytes > maxBytes ? 'maxBytes' : undefined;
  }

  #full(option: 'maxEntries' | 'maxBytes'): KvFault {
    return new KvFault(
      'EXHAUSTED',
      `the store is full: option '${option}' allows ${String(this.options[option])}. Delete entries, store them with a ` +
        `ttl, raise '${option}', or let the least recently used go: option 'whenFull'.`,
    );
  }
}

function tooLarge(bytes: number, maxBytes: number): KvFault {
  return new KvFault(
    'TOO_LARGE',
    `key and value have ${String(bytes)} bytes; option 'maxBytes' allows ${String(maxBytes)} for all entries together. ` +
      'Raise it, or split or compress the value.',
  );
}

import { randomBytes } from 'node:crypto';

import { nextCount } from '../../core/counter.js';
import type {
  KvChange,
  KvDetails,
  KvDriver,
  KvDriverCall,
  KvLimits,
  KvListedRecord,
  KvRecord,
  KvRecordPage,
  KvRecordRange,
  KvResult,
} from '../../core/kv-driver.js';
import type { KvFailure } from '../../core/kv-error.js';
import { invalid } from '../../core/kv-fault.js';
import type { KvVersion } from '../../core/kv-store.js';
import { isLive } from '../../core/record.js';
import { Bounds } from './bounds.js';
import { type CheckedMemoryOptions, checkMemoryOptions, isBounded } from './memory.options.js';
import { Records } from './records.js';

const limits: KvLimits = { keyBytes: 2_048, entryBytes: 64 * 1_048_576 };

/** Milliseconds between two removals of expired entries, which reads hide but nobody else removes. */
const sweepEvery = 60_000;

/** Entries that a page of a list looks at, or a sweep removes: a turn of the event loop must not take long. */
const mostInATurn = 10_000;

export function createMemoryDriver(options: object = {}): KvDriver {
  return new MemoryDriver(checkMemoryOptions(options));
}

class MemoryDriver implements KvDriver {
  readonly name = 'memory';
  readonly limits: KvLimits;
  readonly details = {};
  readonly backEnd = { system: 'memory', embedded: true };
  readonly inProcess = true;
  readonly #records: Records;
  readonly #bounds: Bounds | undefined;
  /** Sets this store's versions apart from those of others, as of the process before this one. */
  readonly #origin = randomBytes(6).toString('base64url');
  #changes = 0;
  #sweeper: NodeJS.Timeout | undefined;

  constructor(options: CheckedMemoryOptions) {
    // What can never fit is too large, and making room would not help.
    this.limits = { ...limits, entryBytes: Math.min(limits.entryBytes, options.maxBytes ?? Infinity) };
    this.#records = new Records(options.whenFull === 'evict-least-recently-used');
    this.#bounds = isBounded(options) ? new Bounds(this.#records, options) : undefined;
  }

  open(call: KvDriverCall): Promise<void> {
    this.#sweeper = setInterval(() => {
      this.#sweep(call);
    }, sweepEvery).unref();
    return Promise.resolve();
  }

  close(): Promise<void> {
    clearInterval(this.#sweeper);
    this.#records.clear();
    return Promise.resolve();
  }

  ping(): Promise<KvDetails> {
    return Promise.resolve({ entries: this.#records.size, ...this.#bounds?.details });
  }

  readNow(key: string): KvRecord | undefined {
    return this.#records.use(key)?.record;
  }

  writeNow(change: KvChange, call: KvDriverCall): void {
    this.#make(change, call);
  }

  read(keys: readonly string[]): Promise<KvResult<KvRecord | undefined>[]> {
    return Promise.resolve(keys.map((key) => ({ ok: true, value: this.readNow(key) })));
  }

  write(changes: readonly KvChange[], call: KvDriverCall): Promise<KvResult<void>[]> {
    return Promise.resolve(
      changes.map((change) => {
        try {
          this.writeNow(change, call);
          return { ok: true, value: undefined };
        } catch (error) {
          return { ok: false, error };
        }
      }),
    );
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- async, so that a refusal is a rejection
  async swap(
    change: KvChange,
    expected: KvVersion | undefined,
    call: KvDriverCall,
  ): Promise<KvVersion | undefined> {
    if (this.#live(change.key, call)?.version !== expected) return undefined;
    return this.#make(change, call) ?? expected;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- async, so that what nextCount throws is a rejection
  async increment(
    key: string,
    by: number,
    expiresAt: number | undefined,
    call: KvDriverCall,
  ): Promise<number> {
    const record = this.#live(key, call);
    const sum = nextCount(record?.value, by);
    const expiry = record ? record.expiresAt : expiresAt;
    this.#make({ type: 'put', key, value: String(sum), expiresAt: expiry }, call);
    return sum;
  }

  touch(key: string, expiresAt: number | undefined, call: KvDriverCall): Promise<boolean> {
    const record = this.#live(key, call);
    if (record) this.#records.touch(key, expiresAt);
    return Promise.resolve(record !== undefined);
  }

  take(key: string, call: KvDriverCall): Promise<KvRecord | undefined> {
    const record = this.#live(key, call);
    this.#records.delete(key);
    return Promise.resolve(record);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- async, so that a refused cursor is a rejection
  async list({ prefix, limit, cursor }: KvRecordRange): Promise<KvRecordPage> {
    const records: KvListedRecord[] = [];
    let lookedAt = 0;
    for (const { key, place, record } of this.#records.entriesAfter(this.#placeIn(cursor))) {
      if (record && key.startsWith(prefix)) records.push({ ...record, key });
      lookedAt += 1;
      if (records.length === limit || lookedAt === mostInATurn) {
        return { records, cursor: `${this.#origin}.${String(place)}` };
      }
    }
    return { records };
  }

  classify(): KvFailure {
    return { code: 'UNKNOWN' };
  }

  #live(key: string, call: KvDriverCall): KvRecord | undefined {
    const record = this.#records.use(key)?.record;
    return isLive(record, call) ? record : undefined;
  }

  /** The version that an entry has by the change. */
  #make(change: KvChange, call: KvDriverCall): KvVersion | undefined {
    if (change.type === 'delete') {
      this.#records.delete(change.key);
      return undefined;
    }
    const bytes = this.#bounds ? this.#bounds.admit(change, call) : 0;
    const version = `${this.#origin}${(this.#changes += 1).toString(36)}`;
    this.#records.put(change, version, bytes);
    return version;
  }

  #sweep(call: KvDriverCall): void {
    try {
      for (let removed = 0; removed < mostInATurn; removed += 1) {
        if (!this.#records.deleteExpired(call.now())) return;
      }
    } catch {
      // A clock of the caller's own may throw, and nobody waits here to hear of it.
      return;
    }
    setImmediate(() => {
      this.#sweep(call);
    });
  }

  /** Of a store that was here before this one a place means nothing. */
  #placeIn(cursor: string | undefined): number {
    if (cursor === undefined) return 0;
    const [origin, place] = cursor.split('.');
    if (origin === this.#origin) return Number(place);
    throw invalid("'cursor' is of a store that is gone, since memory is. Begin again without one.");
  }
}

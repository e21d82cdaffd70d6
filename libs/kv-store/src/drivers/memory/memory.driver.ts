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
import { checkOptions } from '../../core/options.js';
import { isLive } from '../../core/record.js';
import { KeyOrder } from './key-order.js';

const limits: KvLimits = { keyBytes: 2_048, entryBytes: 64 * 1_048_576 };

/** Milliseconds between two searches for expired entries, which reads hide but nobody else removes. */
const sweepEvery = 60_000;

/** Entries that one page of a list looks at: a turn of the event loop must not take long. */
const mostLookedAt = 10_000;

interface PlacedRecord extends KvRecord {
  readonly place: number;
}

export function createMemoryDriver(options: object = {}): KvDriver {
  checkOptions("driver 'memory'", options, {});
  return new MemoryDriver();
}

class MemoryDriver implements KvDriver {
  readonly name = 'memory';
  readonly limits = limits;
  readonly details = {};
  readonly inProcess = true;
  readonly #records = new Map<string, PlacedRecord>();
  readonly #order = new KeyOrder(({ key, place }) => this.#records.get(key)?.place === place);
  /** Sets this store's versions apart from those of others, as of the process before this one. */
  readonly #origin = randomBytes(6).toString('base64url');
  #changes = 0;
  #sweeper: NodeJS.Timeout | undefined;

  open(call: KvDriverCall): Promise<void> {
    this.#sweeper = setInterval(() => {
      this.#sweep(call.now());
    }, sweepEvery).unref();
    return Promise.resolve();
  }

  close(): Promise<void> {
    clearInterval(this.#sweeper);
    this.#records.clear();
    return Promise.resolve();
  }

  ping(): Promise<KvDetails> {
    return Promise.resolve({ entries: this.#records.size });
  }

  read(keys: readonly string[]): Promise<KvResult<KvRecord | undefined>[]> {
    return Promise.resolve(keys.map((key) => ({ ok: true, value: this.#records.get(key) })));
  }

  write(changes: readonly KvChange[]): Promise<KvResult<void>[]> {
    return Promise.resolve(
      changes.map((change) => {
        this.#make(change);
        return { ok: true, value: undefined };
      }),
    );
  }

  swap(
    change: KvChange,
    expected: KvVersion | undefined,
    call: KvDriverCall,
  ): Promise<KvVersion | undefined> {
    if (this.#live(change.key, call)?.version !== expected) return Promise.resolve(undefined);
    return Promise.resolve(this.#make(change) ?? expected);
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
    this.#make({ type: 'put', key, value: String(sum), expiresAt: record ? record.expiresAt : expiresAt });
    return sum;
  }

  touch(key: string, expiresAt: number | undefined, call: KvDriverCall): Promise<boolean> {
    const record = this.#live(key, call);
    if (record) this.#records.set(key, { ...record, expiresAt });
    return Promise.resolve(record !== undefined);
  }

  take(key: string, call: KvDriverCall): Promise<KvRecord | undefined> {
    const record = this.#live(key, call);
    this.#remove(key);
    return Promise.resolve(record);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- async, so that a refused cursor is a rejection
  async list({ prefix, limit, cursor }: KvRecordRange): Promise<KvRecordPage> {
    const records: KvListedRecord[] = [];
    let lookedAt = 0;
    for (const { key, place } of this.#order.keysAfter(this.#placeIn(cursor))) {
      const record = key.startsWith(prefix) ? this.#records.get(key) : undefined;
      if (record) records.push({ ...record, key });
      lookedAt += 1;
      if (records.length === limit || lookedAt === mostLookedAt) {
        return { records, cursor: `${this.#origin}.${String(place)}` };
      }
    }
    return { records };
  }

  classify(): KvFailure {
    return { code: 'UNKNOWN' };
  }

  #live(key: string, call: KvDriverCall): PlacedRecord | undefined {
    const record = this.#records.get(key);
    return isLive(record, call.now()) ? record : undefined;
  }

  /** The version that an entry has by the change. */
  #make(change: KvChange): KvVersion | undefined {
    if (change.type === 'delete') {
      this.#remove(change.key);
      return undefined;
    }
    const { key, value, expiresAt } = change;
    const version = `${this.#origin}${(this.#changes += 1).toString(36)}`;
    const place = this.#records.get(key)?.place ?? this.#order.add(key);
    // Bytes are copied, so that what the caller does to its buffer later changes nothing here.
    this.#records.set(key, {
      value: typeof value === 'string' ? value : value.slice(),
      version,
      expiresAt,
      place,
    });
    return version;
  }

  #sweep(now: number): void {
    for (const [key, record] of this.#records) if (!isLive(record, now)) this.#remove(key);
  }

  #remove(key: string): void {
    if (this.#records.delete(key)) this.#order.leave();
  }

  /** Of a store that was here before this one a place means nothing. */
  #placeIn(cursor: string | undefined): number {
    if (cursor === undefined) return 0;
    const [origin, place] = cursor.split('.');
    if (origin === this.#origin) return Number(place);
    throw invalid("'cursor' is of a store that is gone, since memory is. Begin again without one.");
  }
}

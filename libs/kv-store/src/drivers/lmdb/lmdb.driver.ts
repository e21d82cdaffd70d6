import { resolve } from 'node:path';

import type {
  KvBackEnd,
  KvChange,
  KvCoalescing,
  KvDetails,
  KvDriver,
  KvDriverCall,
  KvLimits,
  KvRecord,
  KvRecordPage,
  KvRecordRange,
  KvResult,
} from '../../core/kv-driver.js';
import type { KvVersion } from '../../core/kv-store.js';
import { Changes } from './changes.js';
import { cannotOpen, classify } from './classify.js';
import { Environment } from './environment.js';
import { healthOf } from './health.js';
import { longestKey } from './keys.js';
import { list } from './list.js';
import { type CheckedLmdbOptions, checkLmdbOptions } from './lmdb.options.js';
import { read, readNow } from './reads.js';
import { Sweeper } from './sweeper.js';

/** Of an entry ours: LMDB would take 4 GB, but nobody else is served while it is copied. */
const limits: KvLimits = { keyBytes: longestKey, entryBytes: 16_000_000 };

/** A request costs about what five of its changes do, since each waits for a transaction on another thread. */
const coalescing: KvCoalescing = { reads: 256, writes: 256, inFlight: 16 };

export function createLmdbDriver(options: object): KvDriver {
  return new LmdbDriver(checkLmdbOptions(options));
}

interface Opened {
  readonly environment: Environment;
  readonly changes: Changes;
  readonly sweeper: Sweeper;
}

class LmdbDriver implements KvDriver {
  readonly name = 'lmdb';
  readonly inProcess = 'reads';
  readonly limits = limits;
  readonly coalescing = coalescing;
  readonly details: KvDetails;
  readonly backEnd: KvBackEnd;
  readonly classify = classify;
  readonly #options: CheckedLmdbOptions;
  #opened: Opened | undefined;

  constructor(options: CheckedLmdbOptions) {
    this.#options = { ...options, path: resolve(options.path) };
    this.details = { path: this.#options.path };
    this.backEnd = { system: 'lmdb', namespace: this.#options.path, embedded: true };
  }

  async open(call: KvDriverCall): Promise<void> {
    try {
      const environment = await Environment.open(this.#options);
      const changes = new Changes(environment);
      this.#opened = { environment, changes, sweeper: new Sweeper(environment, call) };
    } catch (error) {
      throw cannotOpen(error, this.#options.path);
    }
  }

  async close(): Promise<void> {
    await this.#opened?.sweeper.stop();
    await this.#opened?.environment.close();
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- async, so that what LMDB throws is a rejection
  async ping(): Promise<KvDetails> {
    return healthOf(this.#open.environment, this.#options.path);
  }

  readNow(key: string, call: KvDriverCall): KvRecord | undefined {
    return readNow(this.#open.environment, key, call);
  }

  refresh(): boolean {
    return this.#open.environment.refresh();
  }

  async read(keys: readonly string[], call: KvDriverCall): Promise<KvResult<KvRecord | undefined>[]> {
    return read(this.#open.environment, keys, call);
  }

  write(changes: readonly KvChange[], call: KvDriverCall): Promise<KvResult<void>[]> {
    return this.#open.changes.write(changes, call);
  }

  swap(
    change: KvChange,
    expected: KvVersion | undefined,
    call: KvDriverCall,
  ): Promise<KvVersion | undefined> {
    return this.#open.changes.swap(change, expected, call);
  }

  increment(key: string, by: number, expiresAt: number | undefined, call: KvDriverCall): Promise<number> {
    return this.#open.changes.increment(key, by, expiresAt, call);
  }

  touch(key: string, expiresAt: number | undefined, call: KvDriverCall): Promise<boolean> {
    return this.#open.changes.touch(key, expiresAt, call);
  }

  take(key: string, call: KvDriverCall): Promise<KvRecord | undefined> {
    return this.#open.changes.take(key, call);
  }

  async list(range: KvRecordRange): Promise<KvRecordPage> {
    const { environment } = this.#open;
    return environment.read(() => list(environment.entries, range));
  }

  get #open(): Opened {
    if (this.#opened) return this.#opened;
    throw new Error('It is called before it was opened.');
  }
}

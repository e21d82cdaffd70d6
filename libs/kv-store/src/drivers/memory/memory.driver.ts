import type {
  KvChange,
  KvDetails,
  KvDriver,
  KvDriverCall,
  KvLimits,
  KvPut,
  KvRecord,
  KvResult,
} from '../../core/kv-driver.js';
import type { KvFailure } from '../../core/kv-error.js';
import { checkOptions } from '../../core/options.js';

const limits: KvLimits = { keyBytes: 2_048, entryBytes: 64 * 1_048_576 };

/** Milliseconds between two searches for expired entries, which reads hide but nobody else removes. */
const sweepEvery = 60_000;

export function createMemoryDriver(options: object = {}): KvDriver {
  checkOptions("driver 'memory'", options, {});
  return new MemoryDriver();
}

class MemoryDriver implements KvDriver {
  readonly name = 'memory';
  readonly limits = limits;
  readonly details = {};
  readonly inProcess = true;
  readonly #records = new Map<string, KvRecord>();
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
        if (change.type === 'delete') this.#records.delete(change.key);
        else this.#records.set(change.key, recordOf(change));
        return { ok: true, value: undefined };
      }),
    );
  }

  classify(): KvFailure {
    return { code: 'UNKNOWN' };
  }

  #sweep(now: number): void {
    for (const [key, { expiresAt }] of this.#records) {
      if (expiresAt !== undefined && expiresAt <= now) this.#records.delete(key);
    }
  }
}

/** Bytes are copied, so that what the caller does to its buffer later changes nothing here. */
function recordOf({ value, expiresAt }: KvPut): KvRecord {
  const kept = typeof value === 'string' ? value : value.slice();
  return expiresAt === undefined ? { value: kept } : { value: kept, expiresAt };
}

import { nextCount } from '../../core/counter.js';
import type { KvChange, KvDriverCall, KvRecord, KvResult } from '../../core/kv-driver.js';
import { KvFault } from '../../core/kv-fault.js';
import type { KvVersion } from '../../core/kv-store.js';
import type { Environment } from './environment.js';
import { CommitFailed } from './errors.js';
import { decodeRecord, encodeRecord, expiryIn, versionIn, withExpiry } from './record.js';
import { Table } from './table.js';
import { Versions } from './versions.js';

/** Changes in one transaction where there is little room. */
const fewAtOnce = 16;

class Write {
  /** @param record Undefined to delete. */
  constructor(
    readonly key: string,
    readonly record: Buffer | undefined,
  ) {}
}

const done: KvResult<void> = { ok: true, value: undefined };

/** Each looks at entries and changes them in one transaction. */
export class Changes {
  readonly #environment: Environment;
  readonly #versions = new Versions();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  async write(changes: readonly KvChange[], call: KvDriverCall): Promise<KvResult<void>[]> {
    // Before anything is awaited: the bytes are the caller's, who may change them.
    const writes = changes.map(
      (change) =>
        new Write(
          change.key,
          change.type === 'put' ? encodeRecord(change, this.#versions.next()) : undefined,
        ),
    );
    if (changes.length > 1) call.report?.({ type: 'batch', operation: 'write', size: changes.length });
    if (this.#environment.room.isTight) return this.#makeInParts(writes, fewAtOnce, call);
    try {
      return await this.#make(writes, call);
    } catch (error) {
      if (writes.length === 1 || !(error instanceof CommitFailed && error.isUndone)) throw error;
      // What has no room is not to be in the way of what has.
      return this.#makeInParts(writes, 1, call);
    }
  }

  async #makeInParts(writes: readonly Write[], size: number, call: KvDriverCall): Promise<KvResult<void>[]> {
    const results: KvResult<void>[] = [];
    while (results.length < writes.length) {
      const part = writes.slice(results.length, results.length + size);
      try {
        results.push(...(await this.#make(part, call)));
      } catch (error) {
        results.push(...part.map(() => ({ ok: false as const, error })));
      }
    }
    return results;
  }

  /** All in one transaction. */
  #make(writes: readonly Write[], call: KvDriverCall): Promise<KvResult<void>[]> {
    return this.#inTransaction(call, (table) =>
      writes.map(({ key, record }): KvResult<void> => {
        try {
          table.put(key, record);
          return done;
        } catch (error) {
          // What LMDB refuses ends the transaction.
          if (!(error instanceof KvFault)) throw error;
          return { ok: false, error };
        }
      }),
    );
  }

  swap(
    change: KvChange,
    expected: KvVersion | undefined,
    call: KvDriverCall,
  ): Promise<KvVersion | undefined> {
    const version = this.#versions.next();
    const record = change.type === 'put' ? encodeRecord(change, version) : undefined;
    return this.#inTransaction(call, (table) => {
      const found = table.find(change.key);
      const live = table.liveIn(found, call.now());
      if ((live && versionIn(live)) !== expected) return undefined;
      table.replace(change.key, found, record);
      return record ? version : expected;
    });
  }

  increment(key: string, by: number, expiresAt: number | undefined, call: KvDriverCall): Promise<number> {
    return this.#inTransaction(call, (table) => {
      const found = table.find(key);
      const live = table.liveIn(found, call.now());
      const sum = nextCount(live && decodeRecord(live).value, by);
      const expiry = live ? expiryIn(live) : expiresAt;
      const change = { type: 'put' as const, key, value: String(sum), expiresAt: expiry };
      table.replace(key, found, encodeRecord(change, this.#versions.next()));
      return sum;
    });
  }

  touch(key: string, expiresAt: number | undefined, call: KvDriverCall): Promise<boolean> {
    return this.#inTransaction(call, (table) => {
      const live = table.liveIn(table.find(key), call.now());
      if (live) table.replace(key, live, withExpiry(live, expiresAt));
      return live !== undefined;
    });
  }

  take(key: string, call: KvDriverCall): Promise<KvRecord | undefined> {
    return this.#inTransaction(call, (table) => {
      const live = table.liveIn(table.find(key), call.now());
      if (!live) return undefined;
      const record = decodeRecord(live);
      table.replace(key, live, undefined);
      return record;
    });
  }

  #inTransaction<T>(call: KvDriverCall, work: (table: Table) => T): Promise<T> {
    const { transactions, table } = this.#environment;
    return transactions.run(() => {
      if (call.isAborted ?? call.signal?.aborted) {
        throw new KvFault('ABORTED', 'the call was given up before it was made.');
      }
      return work(table);
    });
  }
}

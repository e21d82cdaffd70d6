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
  KvResults,
} from '../../core/kv-driver.js';
import type { KvVersion } from '../../core/kv-store.js';
import { increment, swap, take, touch } from './changes.js';
import { classify } from './classify.js';
import { ClusterConnection } from './cluster.js';
import type { Connection } from './connection.js';
import { checkServers, healthOf } from './health.js';
import { lentConnection } from './lent.js';
import { list } from './lists.js';
import { read } from './reads.js';
import { type CheckedRedisOptions, checkRedisOptions } from './redis.options.js';
import { SentinelConnection } from './sentinel.js';
import { ServersClock } from './servers-clock.js';
import { SingleConnection } from './single.js';
import { Turns } from './turns.js';
import { write } from './writes.js';

/** Ours: Redis would take 512 MB, but serves nobody else while it takes in or gives out so much. */
const limits: KvLimits = { keyBytes: 65_536, entryBytes: 64 * 1_048_576 };

/** One connection to a server carries them all, one behind the other. */
const coalescing: KvCoalescing = { reads: 128, writes: 128, inFlight: 1_024, overhead: 0.1 };

export function createRedisDriver(options: object): KvDriver {
  return new RedisDriver(connectionFor(checkRedisOptions(options)));
}

function connectionFor(options: CheckedRedisOptions): Connection {
  if (options.client) return lentConnection(options.client);
  if (options.cluster) return new ClusterConnection(options);
  return options.sentinel ? new SentinelConnection(options) : new SingleConnection(options);
}

class RedisDriver implements KvDriver {
  readonly name = 'redis';
  readonly limits = limits;
  readonly coalescing = coalescing;
  readonly classify = classify;
  readonly #connection: Connection;
  readonly #clock = new ServersClock();
  readonly #turns = new Turns();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  get details(): KvDetails {
    return this.#connection.details;
  }

  get backEnd(): KvBackEnd {
    return this.#connection.backEnd;
  }

  async open(call: KvDriverCall): Promise<void> {
    await this.#connection.open();
    await checkServers(this.#connection, (message) => {
      call.notice(message);
    });
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  ping(): Promise<KvDetails> {
    return healthOf(this.#connection);
  }

  read(keys: readonly string[], call: KvDriverCall): Promise<KvResults<KvRecord | undefined>> {
    return read(this.#connection, keys, this.#clock, this.#turns, call);
  }

  write(changes: readonly KvChange[], call: KvDriverCall): Promise<KvResults<void>> {
    return write(this.#connection, changes, call);
  }

  swap(
    change: KvChange,
    expected: KvVersion | undefined,
    call: KvDriverCall,
  ): Promise<KvVersion | undefined> {
    return swap(this.#connection, change, expected, call);
  }

  increment(key: string, by: number, expiresAt: number | undefined, call: KvDriverCall): Promise<number> {
    return increment(this.#connection, key, by, expiresAt, call);
  }

  touch(key: string, expiresAt: number | undefined, call: KvDriverCall): Promise<boolean> {
    return touch(this.#connection, key, expiresAt, call);
  }

  take(key: string, call: KvDriverCall): Promise<KvRecord | undefined> {
    return take(this.#connection, key, this.#clock, call);
  }

  list(range: KvRecordRange, call: KvDriverCall): Promise<KvRecordPage> {
    return list(this.#connection, range, this.#clock, call);
  }
}

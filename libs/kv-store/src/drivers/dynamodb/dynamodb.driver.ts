import type { TableDescription } from '@aws-sdk/client-dynamodb';

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
  KvResults,
} from '../../core/kv-driver.js';
import { KvFault } from '../../core/kv-fault.js';
import type { KvVersion } from '../../core/kv-store.js';
import { Attempts } from './attempts.js';
import { type BatchKind, sendInBatches } from './batches.js';
import { Changes } from './changes.js';
import { classify } from './classify.js';
import { connect, type Connection } from './client.js';
import { Counters } from './counters.js';
import { type CheckedDynamoDbOptions, checkDynamoDbOptions } from './dynamodb.options.js';
import { type Item, ItemLayout, limitsOf } from './item.js';
import { Lists } from './lists.js';
import { backEndOf, locatedBackEnd, regionOf } from './location.js';
import { type PrimaryKey, primaryKeyOf } from './primary-key.js';
import { TableRequests } from './requests.js';
import { checkKeySchema, checkStatus, createTable, describeTable, isNamed, waitForTable } from './table.js';

export function createDynamoDbDriver(options: object): KvDriver {
  const checked = checkDynamoDbOptions(options);
  return new DynamoDbDriver(connect(checked), checked);
}

/** A key that nothing is stored under, for reads that only ask whether reading is allowed. */
const probeKey = 'nestjs-kv-store:probe';

/** Half the connections: leftovers and looks after lost answers come on top. */
const inFlight = 128;

/** Milliseconds of CPU that the SDK takes for a request, measured with a quick processor. */
const overhead = 0.35;

class DynamoDbDriver implements KvDriver {
  readonly name = 'dynamodb';
  readonly limits: KvLimits;
  readonly classify = classify;
  readonly #connection: Connection;
  readonly #options: CheckedDynamoDbOptions;
  readonly #layout: ItemLayout;
  readonly #requests: TableRequests;
  readonly #changes: Changes;
  readonly #counters: Counters;
  readonly #lists: Lists;
  readonly #primaryKey: PrimaryKey;
  readonly #reads: BatchKind<string, Item>;
  readonly #writes: BatchKind<KvChange, undefined>;
  #region: string | undefined;
  #backEnd: KvBackEnd;
  /** The batch calls that the policy does not allow, as the first that was refused has shown. */
  readonly #refused = new Set<'read' | 'write'>();

  constructor(connection: Connection, options: CheckedDynamoDbOptions) {
    const primaryKey = primaryKeyOf(options.primaryKey, options.attributes);
    const layout = new ItemLayout(primaryKey, options.attributes);
    const requests = new TableRequests(connection, options.table, layout);
    const attempts = new Attempts(connection, options.table, layout, requests);
    this.#connection = connection;
    this.#options = options;
    this.#layout = layout;
    this.#requests = requests;
    this.#changes = new Changes(attempts, requests, layout, options.attributes);
    this.#counters = new Counters(attempts, requests, layout, options.attributes);
    this.#region = options.region;
    this.#backEnd = backEndOf(options.table);
    this.#lists = new Lists(connection, options.table, layout, primaryKey, options.attributes);
    this.#primaryKey = primaryKey;
    this.limits = limitsOf(primaryKey, options.attributes);
    const changeOne = (change: KvChange, call: KvDriverCall) =>
      change.type === 'put' ? requests.put(change, call) : requests.delete(change.key, call);
    this.#reads = {
      operation: 'read',
      size: 100,
      keyOf: (key) => key,
      sendMany: (keys, call) => requests.getMany(keys, call),
      sendOne: (key, call) => requests.get(key, call),
      refused: (call) => {
        this.#noteRefused('read', call);
      },
    };
    this.#writes = {
      operation: 'write',
      size: 25,
      keyOf: (change) => change.key,
      sendMany: (changes, call) => requests.changeMany(changes, call),
      sendOne: changeOne,
      refused: (call) => {
        this.#noteRefused('write', call);
      },
    };
  }

  get details(): KvDetails {
    const { table, endpoint } = this.#options;
    return {
      table,
      ...(this.#region !== undefined && { region: this.#region }),
      // Without the user and password that a URL may hold.
      ...(endpoint !== undefined && { endpoint: new URL(endpoint).origin }),
    };
  }

  get backEnd(): KvBackEnd {
    return this.#backEnd;
  }

  get coalescing(): KvCoalescing {
    const sizeOf = ({ operation, size }: BatchKind<never, unknown>) =>
      this.#refused.has(operation) ? 1 : size;
    return { reads: sizeOf(this.#reads), writes: sizeOf(this.#writes), inFlight, overhead };
  }

  async open(call: KvDriverCall): Promise<void> {
    const { table, attributes } = this.#options;
    const { client } = this.#connection;
    this.#region = await regionOf(client);
    this.#backEnd = await locatedBackEnd(table, client, this.#region);
    let description = await this.#describe(call);
    if (!description && this.#options.createTable) {
      await createTable(this.#connection, table, this.#primaryKey.names, attributes.ttl, call);
      // Another process may have made it, with another key.
      description = await this.#describe(call);
    }
    if (description === 'not permitted') return;
    if (!description) throw missingTable(table);
    checkKeySchema(description, this.#primaryKey.names);
    if (description.TableStatus === 'CREATING') await waitForTable(client, table, call);
    else checkStatus(description);
  }

  close(): Promise<void> {
    this.#connection.close();
    return Promise.resolve();
  }

  async ping(call: KvDriverCall): Promise<KvDetails> {
    const description = await this.#describe(call);
    if (description === 'not permitted') {
      return { note: 'The policy does not allow DescribeTable, so an item was read instead.' };
    }
    if (!description) throw missingTable(this.#options.table);
    return { tableStatus: checkStatus(description) };
  }

  async read(keys: readonly string[], call: KvDriverCall): Promise<KvResults<KvRecord | undefined>> {
    const [key] = keys;
    if (keys.length === 1 && key !== undefined) {
      return [this.#recordOf(await this.#requests.get(key, call), call)];
    }
    const recordOf = (result: KvResult<Item | undefined>) =>
      result.ok ? this.#recordOf(result.value, call) : result;
    const results = await this.#inBatches(keys, this.#reads, call);
    return results.map((result) => ('then' in result ? result.then(recordOf) : recordOf(result)));
  }

  async write(changes: readonly KvChange[], call: KvDriverCall): Promise<KvResults<void>> {
    const [change] = changes;
    if (changes.length !== 1 || !change) return this.#inBatches(changes, this.#writes, call);
    await this.#writes.sendOne(change, call);
    return [{ ok: true, value: undefined }];
  }

  swap(
    change: KvChange,
    expected: KvVersion | undefined,
    call: KvDriverCall,
  ): Promise<KvVersion | undefined> {
    return this.#changes.swap(change, expected, call);
  }

  increment(key: string, by: number, expiresAt: number | undefined, call: KvDriverCall): Promise<number> {
    return this.#counters.increment(key, by, expiresAt, call);
  }

  touch(key: string, expiresAt: number | undefined, call: KvDriverCall): Promise<boolean> {
    return this.#changes.touch(key, expiresAt, call);
  }

  take(key: string, call: KvDriverCall): Promise<KvRecord | undefined> {
    return this.#changes.take(key, call);
  }

  list(range: KvRecordRange, call: KvDriverCall): Promise<KvRecordPage> {
    return this.#lists.page(range, call);
  }

  /** The table; undefined where there is none. A policy for data alone lets only a read show that it is there. */
  async #describe(call: KvDriverCall): Promise<TableDescription | 'not permitted' | undefined> {
    try {
      return await describeTable(this.#connection, this.#options.table, call);
    } catch (error) {
      if (!isNamed(error, 'AccessDeniedException')) throw error;
      await this.#requests.get(probeKey, call);
      return 'not permitted';
    }
  }

  #inBatches<I, V>(
    items: readonly I[],
    kind: BatchKind<I, V>,
    call: KvDriverCall,
  ): Promise<KvResults<V | undefined>> {
    return sendInBatches(items, kind, this.#refused.has(kind.operation), call);
  }

  #noteRefused(operation: 'read' | 'write', call: KvDriverCall): void {
    if (this.#refused.has(operation)) return;
    this.#refused.add(operation);
    call.notice(
      `The policy does not allow Batch${operation === 'read' ? 'Get' : 'Write'}Item on the table, so items are sent ` +
        'one by one, which is slower. Allow it, and restart, to mend it.',
    );
  }

  #recordOf(item: Item | undefined, call: KvDriverCall): KvResult<KvRecord | undefined> {
    try {
      return { ok: true, value: item && this.#layout.record(item) };
    } catch (error) {
      // What has expired is absent, whatever it was.
      const absent = item !== undefined && this.#layout.isExpired(item, call.now());
      return absent ? { ok: true, value: undefined } : { ok: false, error };
    }
  }
}

function missingTable(table: string): KvFault {
  return new KvFault(
    'UNAVAILABLE',
    `there is no table '${table}' in this region or at this endpoint. Create it, set 'createTable: true' for ` +
      "development, or check options 'table', 'region' and 'endpoint'.",
    { retryable: false },
  );
}

import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type ConsumedCapacity,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';

import type {
  KvChange,
  KvDetails,
  KvDriver,
  KvDriverCall,
  KvLimits,
  KvRecord,
  KvResult,
} from '../../core/kv-driver.js';
import { KvFault } from '../../core/kv-fault.js';
import { type BatchRequest, sendInBatches } from './batches.js';
import { classify } from './classify.js';
import { createClient } from './client.js';
import { type CheckedDynamoDbOptions, checkDynamoDbOptions } from './dynamodb.options.js';
import { type Item, ItemLayout, limitsOf } from './item.js';
import { checkKeySchema, createTable, describeTable, isNamed, waitForTable } from './table.js';

export function createDynamoDbDriver(options: object): KvDriver {
  const checked = checkDynamoDbOptions(options);
  return new DynamoDbDriver(checked.client ?? createClient(checked), checked);
}

class DynamoDbDriver implements KvDriver {
  readonly name = 'dynamodb';
  readonly limits: KvLimits;
  readonly classify = classify;
  readonly #client: DynamoDBClient;
  readonly #options: CheckedDynamoDbOptions;
  readonly #layout: ItemLayout;
  #region: string | undefined;
  /** The policy allows no batch calls, as the first that was refused has shown. */
  #singly = false;

  constructor(client: DynamoDBClient, options: CheckedDynamoDbOptions) {
    this.#client = client;
    this.#options = options;
    this.#layout = new ItemLayout(options.attributes);
    this.#region = options.region;
    this.limits = limitsOf(options.attributes);
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

  async open(call: KvDriverCall): Promise<void> {
    const { table, attributes, createTable: mayCreate } = this.#options;
    this.#region = await regionOf(this.#client);
    let description;
    try {
      description = await describeTable(this.#client, table, abortOf(call));
    } catch (error) {
      if (!isNamed(error, 'AccessDeniedException')) throw error;
      // A policy for data alone: that a read is allowed is all that can be known.
      await this.#getItem(probeKey, call);
      return;
    }
    if (!description && mayCreate) {
      await createTable(this.#client, table, attributes, abortOf(call));
      return;
    }
    if (!description) throw missingTable(this.#options.table);
    checkKeySchema(description, attributes);
    if (description.TableStatus === 'CREATING') await waitForTable(this.#client, table);
  }

  close(): Promise<void> {
    if (!this.#options.client) this.#client.destroy();
    return Promise.resolve();
  }

  async ping(call: KvDriverCall): Promise<KvDetails> {
    try {
      const description = await describeTable(this.#client, this.#options.table, abortOf(call));
      if (!description) throw missingTable(this.#options.table);
      const status = description.TableStatus ?? 'UNKNOWN';
      if (status !== 'ACTIVE' && status !== 'UPDATING')
        throw new KvFault('UNAVAILABLE', `the table is ${status}.`);
      return { tableStatus: status };
    } catch (error) {
      if (!isNamed(error, 'AccessDeniedException')) throw error;
      await this.#getItem(probeKey, call);
      return { note: 'The policy does not allow DescribeTable, so an item was read instead.' };
    }
  }

  async read(keys: readonly string[], call: KvDriverCall): Promise<KvResult<KvRecord | undefined>[]> {
    const [key] = keys;
    const items =
      keys.length === 1 && key !== undefined
        ? [{ ok: true as const, value: await this.#getItem(key, call) }]
        : await sendInBatches(keys, this.#batchGet(call), call);
    return items.map((result) => (result.ok ? this.#recordOf(result.value) : result));
  }

  async write(changes: readonly KvChange[], call: KvDriverCall): Promise<KvResult<void>[]> {
    const [change] = changes;
    if (changes.length === 1 && change) {
      await this.#change(change, call);
      return [{ ok: true, value: undefined }];
    }
    return sendInBatches(changes, this.#batchWrite(call), call);
  }

  #recordOf(item: Item | undefined): KvResult<KvRecord | undefined> {
    try {
      return { ok: true, value: item && this.#layout.record(item) };
    } catch (error) {
      return { ok: false, error };
    }
  }

  async #getItem(key: string, call: KvDriverCall): Promise<Item | undefined> {
    const { Item, ConsumedCapacity } = await this.#client.send(
      new GetItemCommand({
        TableName: this.#options.table,
        Key: this.#layout.key(key),
        ConsistentRead: call.consistency === 'strong',
        ...capacityWanted(call),
      }),
      abortOf(call),
    );
    reportCapacity('read', [ConsumedCapacity], call);
    return Item;
  }

  async #change(change: KvChange, call: KvDriverCall): Promise<undefined> {
    const target = { TableName: this.#options.table, ...capacityWanted(call) };
    const { ConsumedCapacity } =
      change.type === 'put'
        ? await this.#client.send(
            new PutItemCommand({ ...target, Item: this.#layout.item(change) }),
            abortOf(call),
          )
        : await this.#client.send(
            new DeleteItemCommand({ ...target, Key: this.#layout.key(change.key) }),
            abortOf(call),
          );
    reportCapacity('write', [ConsumedCapacity], call);
  }

  #batchGet(call: KvDriverCall): BatchRequest<string, Item> {
    const { table } = this.#options;
    return {
      operation: 'read',
      size: 100,
      keyOf: (key) => key,
      sendMany: async (keys) => {
        const request = {
          Keys: keys.map((key) => this.#layout.key(key)),
          ConsistentRead: call.consistency === 'strong',
        };
        const { Responses, UnprocessedKeys, ConsumedCapacity } = await this.#client.send(
          new BatchGetItemCommand({ RequestItems: { [table]: request }, ...capacityWanted(call) }),
          abortOf(call),
        );
        reportCapacity('read', ConsumedCapacity, call);
        const items = Object.values(Responses ?? {}).flat();
        const left = Object.values(UnprocessedKeys ?? {}).flatMap(({ Keys = [] }) => Keys);
        return {
          values: new Map(items.map((item) => [this.#layout.keyOf(item) ?? '', item])),
          left: new Set(left.map((key) => this.#layout.keyOf(key) ?? '')),
        };
      },
      sendOne: (key) => this.#getItem(key, call),
      singly: this.#singly,
      onRefused: () => {
        this.#sendSingly(call);
      },
    };
  }

  #batchWrite(call: KvDriverCall): BatchRequest<KvChange, undefined> {
    const { table } = this.#options;
    return {
      operation: 'write',
      size: 25,
      keyOf: (change) => change.key,
      sendMany: async (changes) => {
        const requests = changes.map((change) =>
          change.type === 'put'
            ? { PutRequest: { Item: this.#layout.item(change) } }
            : { DeleteRequest: { Key: this.#layout.key(change.key) } },
        );
        const { UnprocessedItems, ConsumedCapacity } = await this.#client.send(
          new BatchWriteItemCommand({ RequestItems: { [table]: requests }, ...capacityWanted(call) }),
          abortOf(call),
        );
        reportCapacity('write', ConsumedCapacity, call);
        const left = Object.values(UnprocessedItems ?? {}).flat();
        const keyOf = ({ PutRequest, DeleteRequest }: WriteRequest) =>
          this.#layout.keyOf(PutRequest?.Item ?? DeleteRequest?.Key ?? {}) ?? '';
        return { values: new Map(), left: new Set(left.map(keyOf)) };
      },
      sendOne: (change) => this.#change(change, call),
      singly: this.#singly,
      onRefused: () => {
        this.#sendSingly(call);
      },
    };
  }

  #sendSingly(call: KvDriverCall): void {
    if (this.#singly) return;
    this.#singly = true;
    call.notice(
      'The policy does not allow BatchGetItem or BatchWriteItem on the table, so items are sent one by one, ' +
        'which is slower. Allow both to mend it.',
    );
  }
}

/** A key that nothing is stored under, for reads that only ask whether reading is allowed. */
const probeKey = 'nestjs-kv-store:probe';

async function regionOf(client: DynamoDBClient): Promise<string> {
  try {
    return await client.config.region();
  } catch {
    throw new KvFault(
      'INVALID_ARGUMENT',
      "option 'region' of driver 'dynamodb' is missing, and the AWS SDK found none. Set it, or AWS_REGION.",
    );
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

function abortOf(call: KvDriverCall): { abortSignal?: AbortSignal } {
  return call.signal ? { abortSignal: call.signal } : {};
}

/** Asked for only where somebody counts it. */
function capacityWanted(call: KvDriverCall): { ReturnConsumedCapacity?: 'TOTAL' } {
  return call.report ? { ReturnConsumedCapacity: 'TOTAL' } : {};
}

function reportCapacity(
  operation: 'read' | 'write',
  consumed: readonly (ConsumedCapacity | undefined)[] | undefined,
  call: KvDriverCall,
): void {
  if (!call.report || !consumed) return;
  const units = consumed.reduce((sum, one) => sum + (one?.CapacityUnits ?? 0), 0);
  if (units > 0) call.report({ type: 'capacity', operation, units });
}

import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  type ConsumedCapacity,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';

import type { KvChange, KvDriverCall } from '../../core/kv-driver.js';
import type { Item, ItemLayout } from './item.js';

/** What DynamoDB did of a batch, and which keys it did not get to. */
export interface BatchAnswer<Value> {
  readonly values: ReadonlyMap<string, Value>;
  readonly left: ReadonlySet<string>;
}

/** The requests on one table, each sent once by us; the SDK retries those that are safe to send again. */
export class TableRequests {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #layout: ItemLayout;

  constructor(client: DynamoDBClient, table: string, layout: ItemLayout) {
    this.#client = client;
    this.#table = table;
    this.#layout = layout;
  }

  async get(key: string, call: KvDriverCall): Promise<Item | undefined> {
    const { Item, ConsumedCapacity } = await this.#client.send(
      new GetItemCommand({
        TableName: this.#table,
        Key: this.#layout.key(key),
        ConsistentRead: call.consistency === 'strong',
        ...capacityWanted(call),
      }),
      abortOf(call),
    );
    reportCapacity('read', [ConsumedCapacity], call);
    return Item;
  }

  async change(change: KvChange, call: KvDriverCall): Promise<undefined> {
    const target = { TableName: this.#table, ...capacityWanted(call) };
    const { ConsumedCapacity } = await (change.type === 'put'
      ? this.#client.send(new PutItemCommand({ ...target, Item: this.#layout.item(change) }), abortOf(call))
      : this.#client.send(
          new DeleteItemCommand({ ...target, Key: this.#layout.key(change.key) }),
          abortOf(call),
        ));
    reportCapacity('write', [ConsumedCapacity], call);
  }

  async getMany(keys: readonly string[], call: KvDriverCall): Promise<BatchAnswer<Item>> {
    const request = {
      Keys: keys.map((key) => this.#layout.key(key)),
      ConsistentRead: call.consistency === 'strong',
    };
    const { Responses, UnprocessedKeys, ConsumedCapacity } = await this.#client.send(
      new BatchGetItemCommand({ RequestItems: { [this.#table]: request }, ...capacityWanted(call) }),
      abortOf(call),
    );
    reportCapacity('read', ConsumedCapacity, call);
    const items = Object.values(Responses ?? {}).flat();
    const left = Object.values(UnprocessedKeys ?? {}).flatMap(({ Keys = [] }) => Keys);
    return {
      values: new Map(items.map((item) => [this.#layout.keyOf(item), item])),
      left: new Set(left.map((key) => this.#layout.keyOf(key))),
    };
  }

  async changeMany(changes: readonly KvChange[], call: KvDriverCall): Promise<BatchAnswer<undefined>> {
    const requests = changes.map((change) =>
      change.type === 'put'
        ? { PutRequest: { Item: this.#layout.item(change) } }
        : { DeleteRequest: { Key: this.#layout.key(change.key) } },
    );
    const { UnprocessedItems, ConsumedCapacity } = await this.#client.send(
      new BatchWriteItemCommand({ RequestItems: { [this.#table]: requests }, ...capacityWanted(call) }),
      abortOf(call),
    );
    reportCapacity('write', ConsumedCapacity, call);
    const left = Object.values(UnprocessedItems ?? {}).flat();
    return { values: new Map(), left: new Set(left.map((request) => this.#layout.keyOf(targetOf(request)))) };
  }
}

/** Ends a request when nobody waits for it any more. */
export function abortOf({ signal }: KvDriverCall): { abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {};
}

function targetOf({ PutRequest, DeleteRequest }: WriteRequest): Item {
  return PutRequest?.Item ?? DeleteRequest?.Key ?? {};
}

/** Asked for only where somebody counts it. */
function capacityWanted({ report }: KvDriverCall): { ReturnConsumedCapacity?: 'TOTAL' } {
  return report ? { ReturnConsumedCapacity: 'TOTAL' } : {};
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

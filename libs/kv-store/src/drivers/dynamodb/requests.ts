import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';

import type { KvChange, KvDriverCall, KvPut } from '../../core/kv-driver.js';
import type { KvConsistency } from '../../core/kv-store.js';
import type { Abort } from './abort.js';
import { capacityWanted, reportCapacity } from './capacity.js';
import type { Connection } from './client.js';
import type { Item, ItemLayout } from './item.js';
import { isOpenStill } from './left-open.js';

/** What DynamoDB did of a batch, and which keys it did not get to. */
export interface BatchAnswer<Value> {
  readonly values: ReadonlyMap<string, Value>;
  readonly left: ReadonlySet<string>;
  /** Whether an attempt before the one that was answered may have made what is left. */
  readonly mayBeMade?: boolean;
}

/** The requests on one table, each sent once by us; the SDK retries those that are safe to send again. */
export class TableRequests {
  readonly #client: DynamoDBClient;
  readonly #abort: Abort;
  readonly #table: string;
  readonly #layout: ItemLayout;

  constructor({ client, abort }: Connection, table: string, layout: ItemLayout) {
    this.#client = client;
    this.#abort = abort;
    this.#table = table;
    this.#layout = layout;
  }

  async get(
    key: string,
    call: KvDriverCall,
    consistency: KvConsistency = call.consistency,
  ): Promise<Item | undefined> {
    const command = new GetItemCommand({
      TableName: this.#table,
      Key: this.#layout.key(key),
      ConsistentRead: consistency === 'strong',
      ...capacityWanted(call),
    });
    const { Item, ConsumedCapacity } = await this.#client.send(command, this.#abort(command, call));
    reportCapacity('read', [ConsumedCapacity], call);
    return Item;
  }

  async put(put: KvPut, call: KvDriverCall): Promise<undefined> {
    const Item = this.#layout.item(put);
    const command = new PutItemCommand({ TableName: this.#table, Item, ...capacityWanted(call) });
    const { ConsumedCapacity } = await this.#client.send(command, this.#abort(command, call));
    reportCapacity('write', [ConsumedCapacity], call);
  }

  async delete(key: string, call: KvDriverCall): Promise<undefined> {
    const Key = this.#layout.key(key);
    const command = new DeleteItemCommand({ TableName: this.#table, Key, ...capacityWanted(call) });
    const { ConsumedCapacity } = await this.#client.send(command, this.#abort(command, call));
    reportCapacity('write', [ConsumedCapacity], call);
  }

  async getMany(keys: readonly string[], call: KvDriverCall): Promise<BatchAnswer<Item>> {
    const Keys = keys.map((key) => this.#layout.key(key));
    const ConsistentRead = call.consistency === 'strong';
    const command = new BatchGetItemCommand({
      RequestItems: { [this.#table]: { Keys, ConsistentRead } },
      ...capacityWanted(call),
    });
    const answer = await this.#client.send(command, this.#abort(command, call));
    reportCapacity('read', answer.ConsumedCapacity, call);
    const items = Object.values(answer.Responses ?? {}).flat();
    const left = Object.values(answer.UnprocessedKeys ?? {}).flatMap(({ Keys: undone = [] }) => undone);
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
    const command = new BatchWriteItemCommand({
      RequestItems: { [this.#table]: requests },
      ...capacityWanted(call),
    });
    const answer = await this.#client.send(command, this.#abort(command, call));
    reportCapacity('write', answer.ConsumedCapacity, call);
    const left = Object.values(answer.UnprocessedItems ?? {}).flat();
    return {
      values: new Map(),
      left: new Set(left.map((request) => this.#layout.keyOf(targetOf(request)))),
      mayBeMade: isOpenStill(command.input),
    };
  }
}

function targetOf({ PutRequest, DeleteRequest }: WriteRequest): Item {
  return PutRequest?.Item ?? DeleteRequest?.Key ?? {};
}

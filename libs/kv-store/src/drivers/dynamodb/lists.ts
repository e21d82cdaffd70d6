import { type AttributeValue, QueryCommand, ScanCommand } from '@aws-sdk/client-dynamodb';

import type { KvDriverCall, KvListedRecord, KvRecordPage, KvRecordRange } from '../../core/kv-driver.js';
import { invalid } from '../../core/kv-fault.js';
import { capacityWanted, reportCapacity } from './capacity.js';
import type { Connection } from './client.js';
import type { DynamoDbAttributes } from './dynamodb.options.js';
import { Expression } from './expression.js';
import type { Item, ItemLayout } from './item.js';
import type { PrimaryKey } from './primary-key.js';
import { isReadable } from './readable.js';

/** Requests for one page, of up to 1 MB each: where few items are in the range, a page comes to its end empty. */
const mostRequests = 8;
/** Each asks for so many times as many items as the one before, for few of them were in the range. */
const growth = 4;
/** Bytes of values in a page from which it is long enough. */
const largePage = 1_048_576;

interface Answer {
  readonly items: readonly Item[];
  readonly end: Item | undefined;
}

/** Pages of entries: by Query where one partition holds the range, else by Scan, which reads the whole table. */
export class Lists {
  readonly #connection: Connection;
  readonly #table: string;
  readonly #layout: ItemLayout;
  readonly #primaryKey: PrimaryKey;
  readonly #names: DynamoDbAttributes;

  constructor(
    connection: Connection,
    table: string,
    layout: ItemLayout,
    primaryKey: PrimaryKey,
    names: DynamoDbAttributes,
  ) {
    this.#connection = connection;
    this.#table = table;
    this.#layout = layout;
    this.#primaryKey = primaryKey;
    this.#names = names;
  }

  async page(range: KvRecordRange, call: KvDriverCall): Promise<KvRecordPage> {
    const records: KvListedRecord[] = [];
    let start = range.cursor === undefined ? undefined : this.#startOf(range.cursor);
    let bytes = 0;
    for (let requests = 1, limit = range.limit; ; requests += 1, limit *= growth) {
      const { items, end } = await this.#read(range, start, limit, call);
      for (const [index, item] of items.entries()) {
        const record = this.#recordOf(item, range.keysOnly, call);
        if (record) records.push(record);
        bytes += record ? Buffer.byteLength(record.value) : 0;
        const isLast = index === items.length - 1 && !end;
        if (records.length === range.limit && !isLast) return { records, cursor: this.#cursorOf(item) };
      }
      if (!end) return { records };
      if (requests === mostRequests || bytes >= largePage) return { records, cursor: this.#cursorOf(end) };
      start = end;
    }
  }

  async #read(
    { prefix, keysOnly }: KvRecordRange,
    start: Item | undefined,
    limit: number,
    call: KvDriverCall,
  ): Promise<Answer> {
    const x = new Expression(this.#names);
    const partition = this.#primaryKey.partitionOf(prefix);
    const begins = () => `begins_with(${x.name(this.#primaryKey.whole)}, ${x.value({ S: prefix })})`;
    const input = {
      TableName: this.#table,
      Limit: limit,
      ConsistentRead: call.consistency === 'strong',
      ...(start && { ExclusiveStartKey: start }),
      ...(keysOnly && { ProjectionExpression: this.#keysAndExpiry(x) }),
      ...capacityWanted(call),
    };
    const command =
      partition === undefined
        ? new ScanCommand({
            ...input,
            FilterExpression: prefix === '' ? isReadable(x) : `${begins()} AND ${isReadable(x)}`,
            ...x.meanings,
          })
        : new QueryCommand({
            ...input,
            KeyConditionExpression: `${x.name('pk')} = ${x.value({ S: partition })} AND ${begins()}`,
            FilterExpression: isReadable(x),
            ...x.meanings,
          });
    const { client, abort } = this.#connection;
    // To the compiler one stands for both: their answers have the same shape.
    const answer = await client.send(command, abort(command, call));
    reportCapacity('read', [answer.ConsumedCapacity], call);
    return { items: answer.Items ?? [], end: answer.LastEvaluatedKey };
  }

  #keysAndExpiry(x: Expression): string {
    const attributes = new Set(['pk', this.#primaryKey.whole, 'ttl', 'ttlMs'] as const);
    return [...attributes].map((name) => x.name(name)).join(', ');
  }

  /** Undefined for what has expired, and for what another program keeps in a place where we would not look. */
  #recordOf(item: Item, keysOnly: boolean, call: KvDriverCall): KvListedRecord | undefined {
    const key = this.#primaryKey.keyOf(item);
    if (this.#layout.isExpired(item, call.now()) || !this.#isAt(item, key)) return undefined;
    if (keysOnly) return { key, value: '', version: '', expiresAt: this.#layout.expiresAtOf(item) };
    const { value, version, expiresAt } = this.#layout.record(item);
    return { key, value, version, expiresAt };
  }

  #isAt(item: Item, key: string): boolean {
    const own = this.#primaryKey.item(key);
    return this.#primaryKey.names.every((name) => own[name]?.S === item[name]?.S);
  }

  #cursorOf(item: Item): string {
    return JSON.stringify(this.#primaryKey.names.map((name) => item[name]?.S));
  }

  #startOf(cursor: string): Item {
    const values = parse(cursor);
    const { names } = this.#primaryKey;
    if (values?.length !== names.length)
      throw invalid("'cursor' is none of this table's. Begin again without one.");
    return Object.fromEntries(
      names.map((name, index): [string, AttributeValue] => [name, { S: values[index] ?? '' }]),
    );
  }
}

function parse(cursor: string): string[] | undefined {
  try {
    const values = JSON.parse(cursor) as unknown;
    const isList = Array.isArray(values) && values.every((value) => typeof value === 'string');
    return isList ? values : undefined;
  } catch {
    return undefined;
  }
}

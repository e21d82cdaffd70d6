import { applyUpdate, type Attribute, fulfils, type Item, type Meanings } from './expressions.js';
import { Refusal } from './refusal.js';

export interface KeyPart {
  readonly name: string;
  readonly type: 'S' | 'N' | 'B';
}

export type TableStatus = 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING';

/** What the requests for one item say. */
export interface ItemInput extends Meanings {
  Key?: Item;
  Item?: Item;
  ConditionExpression?: string;
  UpdateExpression?: string;
  ReturnValues?: string;
  ReturnValuesOnConditionCheckFailure?: string;
}

export interface ListInput extends Meanings {
  KeyConditionExpression?: string;
  FilterExpression?: string;
  Limit: number;
  ExclusiveStartKey?: Item;
}

/** A table in memory. */
export class Table {
  readonly items = new Map<string, Item>();

  constructor(
    readonly name: string,
    readonly key: readonly KeyPart[],
    public status: TableStatus = 'ACTIVE',
  ) {}

  describe(): object {
    return {
      TableName: this.name,
      TableStatus: this.status,
      KeySchema: this.key.map(({ name }, index) => ({
        AttributeName: name,
        KeyType: index === 0 ? 'HASH' : 'RANGE',
      })),
      AttributeDefinitions: this.key.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
    };
  }

  /** How the key of an item is told from others; refuses one that is not of this table. */
  idOf(item: Item | undefined, isKey: boolean): string {
    const matches =
      this.key.every(({ name, type }) => item?.[name]?.[type] !== undefined) &&
      (!isKey || Object.keys(item ?? {}).length === this.key.length);
    if (!matches)
      throw new Refusal('ValidationException', 'The provided key element does not match the schema');
    return this.key.map(({ name, type }) => String(item?.[name]?.[type])).join('\n');
  }

  get(key: Item | undefined): Item | undefined {
    return this.items.get(this.idOf(key, true));
  }

  put(input: ItemInput): object {
    const id = this.idOf(input.Item, false);
    this.#check(input, this.items.get(id));
    this.items.set(id, input.Item ?? {});
    return {};
  }

  delete(input: ItemInput): object {
    const id = this.idOf(input.Key, true);
    const old = this.items.get(id);
    this.#check(input, old);
    this.items.delete(id);
    return input.ReturnValues === 'ALL_OLD' && old ? { Attributes: old } : {};
  }

  update(input: ItemInput): object {
    const id = this.idOf(input.Key, true);
    const old = this.items.get(id);
    this.#check(input, old);
    const item = { ...(old ?? input.Key) };
    const changed = applyUpdate(input.UpdateExpression ?? '', item, input);
    this.items.set(id, item);
    if (input.ReturnValues !== 'UPDATED_NEW') return {};
    return {
      Attributes: Object.fromEntries(
        changed.map((name): [string, Attribute | undefined] => [name, item[name]]),
      ),
    };
  }

  /** Of a Scan or a Query, which differ in what they cost. */
  list({
    KeyConditionExpression,
    FilterExpression,
    Limit,
    ExclusiveStartKey,
    ...meanings
  }: ListInput): object {
    const ids = [...this.items.keys()].sort();
    const start = ExclusiveStartKey ? this.idOf(ExclusiveStartKey, true) : '';
    const left = ids.filter((id) => id > start).map((id) => this.items.get(id) ?? {});
    const conditions = [KeyConditionExpression, FilterExpression].filter((one) => one !== undefined);
    const page = left.slice(0, Limit);
    const last = left.length > Limit ? page.at(-1) : undefined;
    return {
      Items: page.filter((item) => conditions.every((condition) => fulfils(condition, item, meanings))),
      ...(last && {
        LastEvaluatedKey: Object.fromEntries(
          this.key.map(({ name }): [string, unknown] => [name, last[name]]),
        ),
      }),
    };
  }

  #check(input: ItemInput, old: Item | undefined): void {
    const { ConditionExpression, ReturnValuesOnConditionCheckFailure } = input;
    if (ConditionExpression === undefined || fulfils(ConditionExpression, old, input)) return;
    const more = ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && old ? { Item: old } : {};
    throw new Refusal('ConditionalCheckFailedException', 'The conditional request failed', 400, more);
  }
}

import { Refusal } from './refusal.js';
import type { Item } from './expressions.js';
import { type ItemInput, type KeyPart, type ListInput, Table } from './table.js';

/** Which of a batch's items are left undone, by key and place. */
export type Leave = (key: string, index: number) => boolean;

interface BatchInput {
  ReturnConsumedCapacity?: string;
  RequestItems: Record<string, { Keys: Item[] } & BatchWrite[]>;
}
interface BatchWrite {
  PutRequest?: { Item: Item };
  DeleteRequest?: { Key: Item };
}
interface CreateInput {
  TableName: string;
  KeySchema: { AttributeName: string }[];
  AttributeDefinitions: { AttributeName: string; AttributeType: KeyPart['type'] }[];
}

export type Input = { TableName?: string } & Partial<BatchInput>;
type Operation = (tables: Map<string, Table>, input: never, leave: Leave) => object;

export const operations: Readonly<Record<string, Operation>> = {
  DescribeTable: (tables, { TableName }: { TableName: string }) => ({
    Table: known(tables, TableName).describe(),
  }),
  CreateTable(tables, { TableName, KeySchema, AttributeDefinitions }: CreateInput) {
    if (tables.has(TableName)) throw new Refusal('ResourceInUseException', 'Table already exists');
    const types = new Map(AttributeDefinitions.map((one) => [one.AttributeName, one.AttributeType]));
    const key = KeySchema.map(({ AttributeName: name }) => ({ name, type: types.get(name) ?? 'S' }));
    const table = new Table(TableName, key);
    tables.set(TableName, table);
    return { TableDescription: table.describe() };
  },
  UpdateTimeToLive: (tables, { TableName }: { TableName: string }) => {
    known(tables, TableName);
    return {};
  },
  GetItem(tables, { TableName, Key }: ItemInput & { TableName: string }) {
    const item = active(tables, TableName).get(Key);
    return item ? { Item: item } : {};
  },
  PutItem: (tables, input: ItemInput & { TableName: string }) => active(tables, input.TableName).put(input),
  UpdateItem: (tables, input: ItemInput & { TableName: string }) =>
    active(tables, input.TableName).update(input),
  DeleteItem: (tables, input: ItemInput & { TableName: string }) =>
    active(tables, input.TableName).delete(input),
  Scan: (tables, input: ListInput & { TableName: string }) => active(tables, input.TableName).list(input),
  Query: (tables, input: ListInput & { TableName: string }) => active(tables, input.TableName).list(input),

  /** Answers in an order of its own, and names what is left in another, as DynamoDB may. */
  BatchGetItem(tables, { RequestItems, ...wanted }: BatchInput, leave) {
    const [[name, { Keys }] = ['', { Keys: [] as Item[] }]] = Object.entries(RequestItems);
    const table = active(tables, name);
    check(
      Keys.map((key) => table.idOf(key, true)),
      100,
    );
    const left = Keys.filter((key, index) => leave(table.idOf(key, true), index));
    const found = Keys.filter((key) => !left.includes(key)).flatMap((key) => table.get(key) ?? []);
    return {
      Responses: { [name]: found.reverse() },
      UnprocessedKeys: left.length > 0 ? { [name]: { Keys: left.reverse() } } : {},
      ...consumed(wanted, name, Keys.length - left.length),
    };
  },
  BatchWriteItem(tables, { RequestItems, ...wanted }: BatchInput, leave) {
    const [[name, writes] = ['', [] as BatchWrite[]]] = Object.entries(RequestItems);
    const table = active(tables, name);
    check(
      writes.map((write) => idOfWrite(table, write)),
      25,
    );
    const left = writes.filter((write, index) => leave(idOfWrite(table, write), index));
    for (const { PutRequest, DeleteRequest } of writes.filter((write) => !left.includes(write))) {
      if (PutRequest) table.put(PutRequest);
      if (DeleteRequest) table.delete(DeleteRequest);
    }
    return {
      UnprocessedItems: left.length > 0 ? { [name]: left.reverse() } : {},
      ...consumed(wanted, name, writes.length - left.length),
    };
  },
};

/** The keys that a request is about, as `Table.idOf` tells them. */
export function keysOf(tables: Map<string, Table>, input: Input & ItemInput): string[] {
  try {
    if (!input.RequestItems) {
      const table = known(tables, input.TableName ?? '');
      const item = input.Key ?? input.Item;
      return item ? [table.idOf(item, input.Key !== undefined)] : [];
    }
    return Object.entries(input.RequestItems).flatMap(([name, asked]) => {
      const table = known(tables, name);
      if ('Keys' in asked) return asked.Keys.map((key) => table.idOf(key, true));
      return (asked as BatchWrite[]).map((write) => idOfWrite(table, write));
    });
  } catch {
    return [];
  }
}

function idOfWrite(table: Table, { PutRequest, DeleteRequest }: BatchWrite): string {
  return PutRequest ? table.idOf(PutRequest.Item, false) : table.idOf(DeleteRequest?.Key, true);
}

function known(tables: Map<string, Table>, name: string): Table {
  const table = tables.get(name);
  if (!table) throw new Refusal('ResourceNotFoundException', 'Requested resource not found');
  return table;
}

/** A table that is being created or deleted is there to be described, and not to be used. */
function active(tables: Map<string, Table>, name: string): Table {
  const table = known(tables, name);
  if (table.status === 'ACTIVE' || table.status === 'UPDATING') return table;
  throw new Refusal('ResourceNotFoundException', 'Requested resource not found');
}

function check(ids: readonly string[], most: number): void {
  if (ids.length > most) throw new Refusal('ValidationException', 'Too many items requested');
  if (new Set(ids).size < ids.length)
    throw new Refusal('ValidationException', 'Provided list of item keys contains duplicates');
}

function consumed(
  { ReturnConsumedCapacity: wanted }: Pick<BatchInput, 'ReturnConsumedCapacity'>,
  name: string,
  done: number,
) {
  return wanted === undefined ? {} : { ConsumedCapacity: [{ TableName: name, CapacityUnits: done }] };
}

import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';

import { awsError, StubClient } from '../../../../../test/support/stub-dynamodb-client.js';
import { createKvStore } from '../../create-kv-store.js';

// What another program or an administrator does to a table.

const KeySchema = [{ AttributeName: 'pk', KeyType: 'HASH' }];
const AttributeDefinitions = [{ AttributeName: 'pk', AttributeType: 'S' }];

/** A client of one table, which is there once `statuses` has one left, and stays as the last of them says. */
class TableClient extends StubClient {
  description: object = { KeySchema, AttributeDefinitions };
  statuses: string[] = [];
  create: () => void = () => {
    this.statuses = ['ACTIVE'];
  };
  expire: () => void = () => undefined;

  override answer(command: unknown): unknown {
    if (command instanceof CreateTableCommand) {
      this.description = command.input;
      this.create();
    } else if (command instanceof UpdateTimeToLiveCommand) this.expire();
    if (!(command instanceof DescribeTableCommand)) return {};
    const TableStatus = this.statuses.length > 1 ? this.statuses.shift() : this.statuses[0];
    if (!TableStatus) throw awsError('ResourceNotFoundException');
    return { Table: { ...this.description, TableStatus } };
  }
}

let client: TableClient;
const notices: string[] = [];
beforeEach(() => {
  notices.length = 0;
  client = new TableClient();
});
const open = (createTable = false, primaryKey: 'simple' | 'composite' = 'simple') =>
  createKvStore({
    driver: 'dynamodb',
    table: 'kv-table',
    client: client as unknown as DynamoDBClient,
    createTable,
    primaryKey,
    observers: [{ notice: (message) => notices.push(message) }],
  });
const refuse = (name: string) => () => {
  throw awsError(name);
};

describe('a table that is there', () => {
  it('is looked at once', async () => {
    client.statuses = ['ACTIVE'];
    await (await open(true)).close();
    expect(client.sent).toHaveLength(1);
  });

  it.each(['DELETING', 'ARCHIVED', 'INACCESSIBLE_ENCRYPTION_CREDENTIALS'])(
    'is refused for now while it is %s',
    async (status) => {
      client.statuses = [status];
      await expect(open(true)).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
      expect(client.count(CreateTableCommand)).toBe(0);
    },
  );

  it('is waited for while it is being created', async () => {
    client.statuses = ['CREATING', 'ACTIVE'];
    await (await open()).close();
    expect(client.count(DescribeTableCommand)).toBe(2);
  });

  it.each([
    ['of another type', KeySchema, 'N'],
    ['of another name', [{ AttributeName: 'id', KeyType: 'HASH' }], 'S'],
  ])('is refused where its key is %s', async (_, schema, AttributeType) => {
    client.statuses = ['ACTIVE'];
    const attributes = schema.map(({ AttributeName }) => ({ AttributeName, AttributeType }));
    client.description = { KeySchema: schema, AttributeDefinitions: attributes };
    const opening = open(true);
    await expect(opening).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(opening).rejects.toThrow("'attributes.pk'");
    expect(client.count(CreateTableCommand)).toBe(0);
  });
});

describe('a table whose key has other parts', () => {
  const composite = [...KeySchema, { AttributeName: 'sk', KeyType: 'RANGE' }];
  const attributes = [...AttributeDefinitions, { AttributeName: 'sk', AttributeType: 'S' }];

  it.each([
    ['simple' as const, composite, "primaryKey: 'composite'"],
    ['composite' as const, KeySchema, "primaryKey: 'simple'"],
    ['composite' as const, [...KeySchema, { AttributeName: 'id', KeyType: 'RANGE' }], "'attributes.sk'"],
    ['simple' as const, undefined, "the partition key 'pk' alone"],
  ])('is refused by primaryKey: %s, with what would fit', async (primaryKey, schema, hint) => {
    client.statuses = ['ACTIVE'];
    client.description = { KeySchema: schema, AttributeDefinitions: attributes };
    const opening = open(true, primaryKey);
    await expect(opening).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(opening).rejects.toThrow(hint);
  });

  it('is made, and taken, as the option says', async () => {
    await (await open(true, 'composite')).close();
    const [create] = client.sent.filter((command) => command instanceof CreateTableCommand);
    expect(create?.input).toMatchObject({ KeySchema: composite, AttributeDefinitions: attributes });
    await (await open(false, 'composite')).close();
  });
});

describe('a table that is not there', () => {
  it('is an error that says what to do', async () => {
    await expect(open()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(open()).rejects.toThrow('createTable');
    expect(client.count(CreateTableCommand)).toBe(0);
  });

  it('is created where that is asked for, and told what expires', async () => {
    await (await open(true)).close();
    const [create] = client.sent.filter((command) => command instanceof CreateTableCommand);
    expect(create?.input).toMatchObject({ TableName: 'kv-table', KeySchema, AttributeDefinitions });
    const [expire] = client.sent.filter((command) => command instanceof UpdateTimeToLiveCommand);
    expect(expire?.input).toEqual({
      TableName: 'kv-table',
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    });
  });

  it('is waited for where another process is creating it', async () => {
    client.create = () => {
      client.statuses = ['ACTIVE'];
      throw awsError('ResourceInUseException');
    };
    // The other one has told it what expires.
    client.expire = refuse('ValidationException');
    await (await open(true)).close();
    expect(client.count(DescribeTableCommand)).toBe(3);
    expect(client.count(UpdateTimeToLiveCommand)).toBe(1);
  });

  it('is refused where another process has created it with another key', async () => {
    client.create = () => {
      client.statuses = ['ACTIVE'];
      client.description = { KeySchema, AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'N' }] };
      throw awsError('ResourceInUseException');
    };
    await expect(open(true)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it('is an error where it may not be created', async () => {
    client.create = refuse('AccessDeniedException');
    await expect(open(true)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(client.count(DescribeTableCommand)).toBe(1);
  });

  it('does without the removal of what expires where the back end has none, and says so of a policy', async () => {
    client.expire = refuse('UnknownOperationException');
    await (await open(true)).close();
    expect(notices).toEqual([]);
    client.statuses = [];
    client.expire = refuse('AccessDeniedException');
    await (await open(true)).close();
    expect(notices).toEqual([expect.stringContaining("by the attribute 'ttl'")]);
  });
});

import type { DynamoDbOptions, OpenKvStore } from 'nestjs-kv-store';

import { createDynamoDbDriver } from '../../../libs/kv-store/src/drivers/dynamodb/dynamodb.driver.js';
import {
  aTable,
  connectionTo,
  openOn,
  refusing,
  startStub,
  type StubDynamoDb,
  Table,
  tableName,
} from '../../support/stub-dynamodb/index.js';

let stub: StubDynamoDb;
let kv: OpenKvStore | undefined;
beforeEach(async () => {
  stub = await startStub();
});
afterEach(async () => {
  await kv?.close();
  kv = undefined;
  await stub.stop();
});

const putAfter = (milliseconds: number, change: () => void) => setTimeout(change, milliseconds);
const creating = () => {
  const table = aTable();
  table.status = 'CREATING';
  stub.tables.set(tableName, table);
  return table;
};

describe('a table that is being created', () => {
  it('is waited for, whoever creates it', async () => {
    const table = creating();
    putAfter(300, () => {
      table.status = 'ACTIVE';
    });
    kv = await openOn(stub);
    await kv.set('key', 'value');
    expect(stub.counts['CreateTable']).toBeUndefined();
    expect(stub.counts['DescribeTable']).toBeLessThan(5);
  });

  it('by another process, between our look and our own attempt, is waited for and told what expires', async () => {
    stub.tables.clear();
    stub.decide = ({ operation }) => {
      if (operation !== 'CreateTable') return undefined;
      const table = creating();
      putAfter(200, () => {
        table.status = 'ACTIVE';
      });
      return undefined;
    };
    kv = await openOn(stub, { createTable: true });
    await kv.set('key', 'value');
    expect(stub.counts).toMatchObject({ CreateTable: 1, UpdateTimeToLive: 1 });
  });

  it('by us, of which the answer is lost, is told what expires all the same', async () => {
    stub.tables.clear();
    stub.befall('CreateTable', { cut: 'instead' });
    kv = await openOn(stub, { createTable: true });
    expect(stub.counts).toMatchObject({ CreateTable: 2, UpdateTimeToLive: 1 });
  });

  it('under a running store is down for now, and then up', async () => {
    kv = await openOn(stub);
    const table = creating();
    expect(await kv.healthCheck()).toMatchObject({
      status: 'down',
      details: { error: { code: 'UNAVAILABLE', message: expect.stringContaining('CREATING') as string } },
    });
    await expect(kv.get('key')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    table.status = 'ACTIVE';
    expect(await kv.get('key')).toBeUndefined();
    expect(await kv.healthCheck()).toMatchObject({ status: 'up' });
  });
});

it.each([false, true])(
  'a table that is being deleted is refused for now, with createTable: %s',
  async (createTable) => {
    const table = aTable();
    table.status = 'DELETING';
    stub.tables.set(tableName, table);
    await expect(openOn(stub, { createTable })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
      retryable: true,
    });
    expect(stub.counts).toEqual({ DescribeTable: 1 });
  },
);

it('a table that is deleted under a running store fails calls at once and for good, until there is one again', async () => {
  const running = (kv = await openOn(stub));
  await running.set('key', 'value');
  stub.tables.clear();
  stub.requests = [];
  const calls = [
    () => running.get('key'),
    () => running.getMany(['key', 'other']),
    () => running.set('key', 'value'),
    () =>
      running.setMany([
        ['key', '1'],
        ['other', '1'],
      ]),
    () => running.create('key', 'value'),
    () => running.increment('count'),
    () => running.take('key'),
    () => running.page(),
  ];
  for (const call of calls) {
    const error: unknown = await call().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'UNAVAILABLE', retryable: false });
    expect(error).not.toHaveProperty('outcome');
    expect((error as Error).message).toContain('the table does not exist');
  }
  expect(stub.requests).toHaveLength(calls.length);
  expect(await running.healthCheck()).toMatchObject({
    status: 'down',
    details: { error: { message: expect.stringContaining(`there is no table '${tableName}'`) as string } },
  });
  stub.tables.set(tableName, aTable());
  expect(await running.get('key')).toBeUndefined();
  await running.set('key', 'again');
  expect(await running.healthCheck()).toMatchObject({ status: 'up' });
});

describe.each<[string, Partial<DynamoDbOptions>, Table]>([
  ['of another name', {}, new Table(tableName, [{ name: 'id', type: 'S' }])],
  ['that is a number', {}, new Table(tableName, [{ name: 'pk', type: 'N' }])],
  [
    'with a sort key',
    {},
    new Table(tableName, [
      { name: 'pk', type: 'S' },
      { name: 'sk', type: 'S' },
    ]),
  ],
  ['without the sort key of the options', { primaryKey: 'composite' }, aTable()],
])('a table whose key is one %s', (_, options, other) => {
  const right = () => aTable(options.primaryKey);

  it('is refused at start, with what to do', async () => {
    stub.tables.set(tableName, other);
    const opening = openOn(stub, options);
    await expect(opening).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', retryable: false });
    await expect(opening).rejects.toThrow(/option/);
    expect(stub.counts).toEqual({ DescribeTable: 1 });
  });

  it('is noticed where the policy does not let us look at it, and when it takes the place of ours', async () => {
    stub.tables.set(tableName, other);
    stub.decide = ({ operation }) =>
      operation === 'DescribeTable' ? refusing('AccessDeniedException') : undefined;
    await expect(openOn(stub, options)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });

    stub.tables.set(tableName, right());
    kv = await openOn(stub, options);
    stub.tables.set(tableName, other);
    const running = kv;
    // A put is no such call: a table without a sort key takes the attribute for one like others.
    const calls = [
      () => running.get('key'),
      () => running.delete('key'),
      () => running.increment('count'),
      () => running.take('key'),
    ];
    for (const call of calls) {
      const error: unknown = await call().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', retryable: false });
      expect((error as Error).message).toContain("'primaryKey'");
      expect(error).not.toHaveProperty('outcome');
    }
    expect(await kv.healthCheck()).toMatchObject({ status: 'down' });
    stub.tables.set(tableName, right());
    expect(await kv.get('key')).toBeUndefined();
  });
});

it('a driver may be opened again and again until it succeeds', async () => {
  const { endpoint, ...connection } = connectionTo(stub);
  const port = Number(new URL(endpoint).port);
  await stub.stop();
  const driver = createDynamoDbDriver({ table: tableName, endpoint, ...connection });
  const notices: string[] = [];
  const call = {
    consistency: 'strong' as const,
    now: () => Date.now(),
    notice: (message: string) => notices.push(message),
    signal: AbortSignal.timeout(20_000),
  };
  try {
    for (let times = 0; times < 2; times += 1) {
      const error: unknown = await driver.open(call).catch((reason: unknown) => reason);
      expect(driver.classify(error)).toMatchObject({ code: 'UNAVAILABLE' });
    }
    stub = await startStub('simple', port);
    stub.tables.clear();
    await expect(driver.open(call)).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: false });
    stub.tables.set(tableName, new Table(tableName, [{ name: 'id', type: 'S' }]));
    await expect(driver.open(call)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    stub.tables.set(tableName, aTable());
    await driver.open(call);
    const written = await driver.write([{ type: 'put', key: 'key', value: 'value' }], call);
    expect(written).toMatchObject([{ ok: true }]);
    expect(await driver.read(['key'], call)).toMatchObject([{ ok: true, value: { value: 'value' } }]);
    expect(notices).toEqual([]);
  } finally {
    await driver.close();
  }
});

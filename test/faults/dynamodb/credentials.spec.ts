import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createKvStore, type AwsCredentials, type OpenKvStore } from 'nestjs-kv-store';

import { watchedProvider } from '../../../libs/kv-store/src/drivers/dynamodb/credentials.js';
import {
  connectionTo,
  openOn,
  refusing,
  startStub,
  type StubDynamoDb,
  tableName,
} from '../../support/stub-dynamodb/index.js';
import { until } from '../../support/until.js';

const secret = 'hush-hush';
const given = { accessKeyId: 'first-key', secretAccessKey: secret };

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

/** A store whose credentials come from `provide`, which may be changed. */
async function openWith(provide: () => Promise<unknown>): Promise<OpenKvStore> {
  kv = await openOn(stub, { credentials: provide as () => Promise<AwsCredentials> });
  stub.requests = [];
  return kv;
}

/** Gives credentials that have to be asked for again at once, so that each call asks. */
const fleeting = () => ({ ...given, expiration: new Date(Date.now() + 1_000) });

describe.each<[string, () => Promise<unknown>, string]>([
  ['throws', () => Promise.reject(new Error(`no vault for ${secret}`)), 'Error'],
  [
    'finds no way to whom it asks',
    () => Promise.reject(Object.assign(new Error('connect'), { code: 'ECONNRESET', syscall: 'read' })),
    'Error',
  ],
  ['gives nothing', () => Promise.resolve(undefined), 'CredentialsFailure'],
  ['gives half', () => Promise.resolve({ accessKeyId: 'key' }), 'CredentialsFailure'],
])('a function for credentials that %s', (_, fail, name) => {
  it('fails the start with what to do, and no secret', async () => {
    const opening = openWith(fail);
    await expect(opening).rejects.toMatchObject({ code: 'PERMISSION_DENIED', cause: { name } });
    await expect(opening).rejects.toThrow("the function in option 'credentials'");
    await expect(opening).rejects.not.toThrow(secret);
    expect(stub.requests).toEqual([]);
  });

  it('fails calls for as long, with nothing sent and nothing changed', async () => {
    let provide: () => Promise<unknown> = () => Promise.resolve(fleeting());
    const running = await openWith(() => provide());
    provide = fail;
    const calls = [
      () => running.get('key'),
      () => running.set('key', 'value'),
      () =>
        running.setMany([
          ['key', '1'],
          ['other', '1'],
        ]),
      () => running.create('key', 'value'),
      () => running.increment('count'),
      () => running.take('key'),
    ];
    for (const call of calls) {
      const error: unknown = await call().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ code: 'PERMISSION_DENIED' });
      expect(error).not.toHaveProperty('outcome');
    }
    expect(stub.requests).toEqual([]);
    expect(await running.healthCheck()).toMatchObject({ status: 'down' });
    provide = () => Promise.resolve(fleeting());
    await running.set('key', 'value');
    expect(await running.healthCheck()).toMatchObject({ status: 'up' });
  });
});

describe('a function for credentials that never answers', () => {
  it('costs a call its own timeout, and sends nothing when it answers after all', async () => {
    let answer: (credentials: unknown) => void = () => undefined;
    let provide: () => Promise<unknown> = () => Promise.resolve(fleeting());
    const running = await openWith(() => provide());
    provide = () => new Promise((resolve) => (answer = resolve));
    const started = performance.now();
    const calls = await Promise.allSettled([
      running.get('key', { timeout: 150 }),
      running.set('key', 'value', { timeout: 150 }),
      running.increment('count', 1, { timeout: 150 }),
      running.getMany(['key', 'other'], { timeout: 150 }),
    ]);
    expect(performance.now() - started).toBeLessThan(1_000);
    for (const call of calls) expect(call).toMatchObject({ status: 'rejected', reason: { code: 'TIMEOUT' } });
    answer(fleeting());
    provide = () => Promise.resolve(fleeting());
    expect(await running.get('key')).toBeUndefined();
    expect(stub.counts).toEqual({ GetItem: 1 });
    expect(stub.items().size).toBe(0);
  });

  it('is given up after a while, so that it is asked again', async () => {
    jest.useFakeTimers();
    try {
      const provider = watchedProvider(() => new Promise(() => undefined));
      const [asked] = await Promise.all([
        provider().catch((error: unknown) => error),
        jest.advanceTimersByTimeAsync(10_000),
      ]);
      expect(asked).toMatchObject({ code: 'UNAVAILABLE' });
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('credentials that AWS takes no more', () => {
  const isOld = () =>
    stub.requests.at(-1)?.headers.authorization?.includes('first-key')
      ? refusing('ExpiredTokenException')
      : undefined;

  it('are asked for again, though they said not when they expire', async () => {
    let asked = 0;
    const running = await openWith(() => {
      asked += 1;
      return Promise.resolve(asked === 1 ? given : { ...given, accessKeyId: 'second-key' });
    });
    expect(asked).toBe(1);
    stub.decide = isOld;
    await expect(running.get('key')).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await until(
      () =>
        running.get('key').then(
          () => true,
          () => false,
        ),
      3_000,
    );
    expect(asked).toBe(2);
  });

  it('are not asked for with every call that is refused', async () => {
    let asked = 0;
    const running = await openWith(() => {
      asked += 1;
      return Promise.resolve(given);
    });
    stub.decide = isOld;
    for (let calls = 0; calls < 20; calls += 1) {
      await expect(running.get('key')).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    }
    // Once a second.
    expect(asked).toBeLessThan(5);
    expect(asked).toBeGreaterThan(1);
  });

  it('of a client that was handed in are that client’s own affair', async () => {
    let asked = 0;
    const credentials = () => {
      asked += 1;
      return Promise.resolve(given);
    };
    const client = new DynamoDBClient({ ...connectionTo(stub), credentials });
    kv = await createKvStore({ driver: 'dynamodb', table: tableName, client });
    stub.decide = isOld;
    await expect(kv.get('key')).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(asked).toBe(1);
    client.destroy();
  });
});

describe('a policy without', () => {
  const without = (...operations: string[]) => {
    stub.decide = ({ operation }) =>
      operations.includes(operation) ? refusing('AccessDeniedException') : undefined;
  };

  it('DescribeTable lets a store open, work and be healthy by a read', async () => {
    without('DescribeTable');
    kv = await openOn(stub);
    await kv.set('key', 'value');
    expect(await kv.healthCheck()).toMatchObject({
      status: 'up',
      details: { note: expect.any(String) as string },
    });
  });

  it('batches sends one by one, and asks for a batch once', async () => {
    const notices: string[] = [];
    kv = await openOn(stub, { observers: [{ notice: (message) => notices.push(message) }] });
    stub.requests = [];
    without('BatchGetItem', 'BatchWriteItem');
    for (let times = 0; times < 2; times += 1) {
      await kv.setMany([
        ['a', '1'],
        ['b', '2'],
      ]);
      expect(await kv.getMany(['a', 'b'])).toEqual(['1', '2']);
    }
    expect(stub.counts).toEqual({ BatchWriteItem: 1, PutItem: 4, BatchGetItem: 1, GetItem: 4 });
    expect(notices).toHaveLength(2);
  });

  it.each([
    ['writes', ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem']],
    ['conditional changes', ['UpdateItem']],
    ['lists', ['Scan']],
  ])('%s lets all else be done', async (_, operations) => {
    const running = (kv = await openOn(stub));
    without(...operations);
    const calls: Record<string, () => Promise<unknown>> = {
      GetItem: () => running.get('key'),
      PutItem: () => running.set('key', 'value'),
      UpdateItem: () => running.increment('count'),
      DeleteItem: () => running.delete('key'),
      Scan: () => running.page(),
      BatchGetItem: () => running.getMany(['key', 'other']),
    };
    for (const [operation, call] of Object.entries(calls)) {
      const [result] = await Promise.allSettled([call()]);
      if (operations.includes(operation))
        expect(result).toMatchObject({ reason: { code: 'PERMISSION_DENIED' } });
      else expect(result).toMatchObject({ status: 'fulfilled' });
    }
    expect(await running.healthCheck()).toMatchObject({ status: 'up' });
  });

  it('CreateTable or UpdateTimeToLive says so', async () => {
    stub.tables.clear();
    without('CreateTable', 'UpdateTimeToLive');
    await expect(openOn(stub, { createTable: true })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    without('UpdateTimeToLive');
    const notices: string[] = [];
    kv = await openOn(stub, {
      createTable: true,
      observers: [{ notice: (message) => notices.push(message) }],
    });
    expect(notices).toEqual([expect.stringContaining('UpdateTimeToLive')]);
  });
});

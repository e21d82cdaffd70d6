import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';

import { awsError, keyOf, StubClient } from '../../../../../test/support/stub-dynamodb-client.js';
import { createKvStore, type OpenKvStore } from '../../create-kv-store.js';
import type { KvDriverCall, KvDriverEvent } from '../../core/kv-driver.js';
import { KvBatchError, KvError } from '../../core/kv-error.js';
import { createDynamoDbDriver } from './dynamodb.driver.js';
import type { DynamoDBClient } from './dynamodb.options.js';

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `key-${String(index)}`);

let client: StubClient;
let kv: OpenKvStore;
let events: KvDriverEvent[];
let notices: string[];

beforeEach(async () => {
  client = new StubClient();
  events = [];
  notices = [];
  kv = await createKvStore({
    driver: 'dynamodb',
    table: 'kv-table',
    client: client as unknown as DynamoDBClient,
    observers: [{ driverEvent: (event) => events.push(event), notice: (message) => notices.push(message) }],
  });
  client.sent.length = 0;
});

describe('batches', () => {
  it('are of 100 keys to read and of 25 to write', async () => {
    const keys = numbered(250);
    await kv.setMany(keys.map((key) => [key, key]));
    expect(client.count(BatchWriteItemCommand)).toBe(10);
    expect(await kv.getMany(keys)).toEqual(keys);
    expect(client.count(BatchGetItemCommand)).toBe(3);
    await kv.deleteMany(keys);
    expect(client.items.size).toBe(0);
    expect(
      client.count(PutItemCommand) + client.count(GetItemCommand) + client.count(DeleteItemCommand),
    ).toBe(0);
  });

  it('name no key twice', async () => {
    const twice = [...numbered(3), ...numbered(3)];
    await kv.setMany(twice.map((key, index) => [key, String(index)]));
    expect(await kv.getMany(twice)).toEqual(['3', '4', '5', '3', '4', '5']);
    await kv.deleteMany(twice);
    for (const command of client.sent) {
      const requests = Object.values((command as BatchGetItemCommand).input.RequestItems ?? {});
      const keys = requests.flatMap((request) => request.Keys ?? []).map(keyOf);
      expect(new Set(keys).size).toBe(keys.length);
    }
    expect(client.sent).toHaveLength(3);
  });

  it('that nobody waits for any more are not begun', async () => {
    client.interfere = (command) =>
      new Promise((resolve) => {
        setTimeout(resolve, 150, client.answer(command));
      });
    await expect(kv.getMany(numbered(14_000), { timeout: 100 })).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(client.sent).toHaveLength(128);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(client.sent).toHaveLength(128);
  });

  it('of one key are single requests', async () => {
    await kv.setMany([['key', 'value']]);
    await kv.getMany(['key', 'key']);
    expect(client.sent.map((command) => (command as object).constructor)).toEqual([
      PutItemCommand,
      GetItemCommand,
    ]);
  });

  it('read strongly unless told otherwise', async () => {
    await kv.getMany(['a', 'b']);
    await kv.getMany(['a', 'b'], { consistency: 'eventual' });
    await kv.get('a');
    await kv.get('a', { consistency: 'eventual' });
    const [batch, eventual, single, single2] = client.sent as [
      BatchGetItemCommand,
      BatchGetItemCommand,
      GetItemCommand,
      GetItemCommand,
    ];
    expect(batch.input.RequestItems?.['kv-table']?.ConsistentRead).toBe(true);
    expect(eventual.input.RequestItems?.['kv-table']?.ConsistentRead).toBe(false);
    expect([single.input.ConsistentRead, single2.input.ConsistentRead]).toEqual([true, false]);
  });
});

describe('leftovers', () => {
  it('of a read are read again alone, and counted', async () => {
    const keys = numbered(10);
    for (const key of keys) client.put({ pk: { S: key }, value: { S: key } });
    let rounds = 0;
    client.interfere = (command) => {
      if (!(command instanceof BatchGetItemCommand) || (rounds += 1) > 3) return undefined;
      const asked = command.input.RequestItems?.['kv-table']?.Keys ?? [];
      const done = asked.slice(0, 2);
      return {
        Responses: { 'kv-table': done.map((key) => client.items.get(keyOf(key))) },
        UnprocessedKeys: { 'kv-table': { Keys: asked.slice(2) } },
      };
    };
    expect(await kv.getMany(keys)).toEqual(keys);
    const asked = client.sent.map(
      (command) => (command as BatchGetItemCommand).input.RequestItems?.['kv-table']?.Keys?.length,
    );
    expect(asked).toEqual([10, 8, 6, 4]);
    expect(events.filter(({ type }) => type === 'leftovers')).toEqual(
      [8, 6, 4].map((count) => ({ type: 'leftovers', operation: 'read', count })),
    );
  });

  it('of a write are written again alone', async () => {
    let rounds = 0;
    client.interfere = (command) => {
      if (!(command instanceof BatchWriteItemCommand) || (rounds += 1) > 2) return undefined;
      const requests = command.input.RequestItems?.['kv-table'] ?? [];
      client.put(requests[0]?.PutRequest?.Item);
      return { UnprocessedItems: { 'kv-table': requests.slice(1) } };
    };
    await kv.setMany(numbered(5).map((key) => [key, key]));
    expect([...client.items.keys()].sort()).toEqual(numbered(5));
    expect(rounds).toBe(3);
  });

  it('that remain at the deadline are named, and the others succeeded', async () => {
    for (const key of ['a', 'b', 'busy']) client.put({ pk: { S: key }, value: { S: key } });
    client.interfere = (command) => {
      if (!(command instanceof BatchGetItemCommand)) return undefined;
      const asked = command.input.RequestItems?.['kv-table']?.Keys ?? [];
      const isBusy = (key: Record<string, unknown>) => keyOf(key) === 'busy';
      return {
        Responses: {
          'kv-table': asked.filter((key) => !isBusy(key)).map((key) => client.items.get(keyOf(key))),
        },
        UnprocessedKeys: { 'kv-table': { Keys: asked.filter(isBusy) } },
      };
    };
    const error = await kv.getMany(['a', 'busy', 'b'], { timeout: 100 }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(KvBatchError);
    expect(error).toMatchObject({ code: 'TIMEOUT', retryable: true });
    expect((error as KvBatchError).failures.map(({ key }) => key)).toEqual(['busy']);
  });

  it('that nobody ever gets to end at the deadline', async () => {
    client.interfere = (command) =>
      command instanceof BatchWriteItemCommand ? { UnprocessedItems: command.input.RequestItems } : undefined;
    const call = kv.setMany(
      [
        ['a', '1'],
        ['b', '2'],
      ],
      { timeout: 120 },
    );
    await expect(call).rejects.toMatchObject({ code: 'TIMEOUT', outcome: 'unknown' });
    const sent = client.sent.length;
    expect(sent).toBeGreaterThan(1);
    // Nobody waits any more, so nothing more is sent.
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(client.sent).toHaveLength(sent);
  });
});

describe('a policy without batch calls', () => {
  it('lets calls of that kind travel together no more', async () => {
    const driver = createDynamoDbDriver({ table: 'kv-table', client });
    const call: KvDriverCall = { consistency: 'strong', now: Date.now, notice: () => undefined };
    client.interfere = (command) => {
      if (command instanceof BatchGetItemCommand) throw awsError('AccessDeniedException');
      return undefined;
    };
    expect(driver.coalescing).toEqual({ reads: 100, writes: 25, inFlight: 128, overhead: 0.35 });
    const results = await driver.read(['a', 'b'], call);
    expect(results).toHaveLength(2);
    // Until each item has been sent by itself, which shows that it is only the batch that is refused.
    await new Promise(setImmediate);
    expect(driver.coalescing).toEqual({ reads: 1, writes: 25, inFlight: 128, overhead: 0.35 });
  });

  it('has items sent one by one, says so once, and asks no more', async () => {
    client.interfere = (command) => {
      if (command instanceof BatchGetItemCommand || command instanceof BatchWriteItemCommand)
        throw awsError('AccessDeniedException');
      return undefined;
    };
    const keys = numbered(30);
    await kv.setMany(keys.map((key) => [key, key]));
    expect(await kv.getMany(keys)).toEqual(keys);
    await kv.deleteMany(keys);
    expect(client.items.size).toBe(0);
    expect(client.count(BatchWriteItemCommand)).toBeLessThanOrEqual(2);
    expect(client.count(BatchGetItemCommand)).toBe(1);
    expect(await kv.getMany(keys)).toEqual(keys.map(() => undefined));
    expect(client.count(BatchGetItemCommand)).toBe(1);
    expect(notices).toHaveLength(2);
    expect(notices.join()).toMatch(/BatchWriteItem.*BatchGetItem/s);
  });

  it('that allows nothing else either is PERMISSION_DENIED for each key', async () => {
    client.interfere = () => {
      throw awsError('AccessDeniedException');
    };
    const error = await kv.getMany(['a', 'b']).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(KvBatchError);
    expect(error).toMatchObject({ code: 'PERMISSION_DENIED' });
    expect((error as KvBatchError).failures.map(({ key }) => key)).toEqual(['a', 'b']);
    expect(notices).toEqual([]);
  });

  it('and without DescribeTable opens and is healthy by a read, which the answer says', async () => {
    client.interfere = (command) => {
      if (command instanceof DescribeTableCommand) throw awsError('AccessDeniedException');
      return undefined;
    };
    const { status, details } = await kv.healthCheck();
    expect(status).toBe('up');
    expect(details['note']).toContain('DescribeTable');
    await expect(
      createKvStore({ driver: 'dynamodb', table: 'kv-table', client: client as unknown as DynamoDBClient }),
    ).resolves.toBeDefined();
  });
});

describe('isolation', () => {
  it('one forbidden key ends no batches', async () => {
    client.interfere = (command) => {
      if (JSON.stringify((command as GetItemCommand).input).includes('"forbidden"')) {
        throw awsError('AccessDeniedException');
      }
      return undefined;
    };
    const error = await kv.getMany(['a', 'forbidden']).catch((reason: unknown) => reason);
    expect((error as KvBatchError).failures.map(({ key }) => key)).toEqual(['forbidden']);
    expect(notices).toEqual([]);
    client.sent.length = 0;
    await kv.getMany(['a', 'b']);
    expect(client.count(BatchGetItemCommand)).toBe(1);
  });

  it('a bad item fails alone', async () => {
    client.interfere = (command) => {
      const bad = JSON.stringify((command as PutItemCommand).input).includes('"bad"');
      if (bad) throw awsError('ValidationException');
      return undefined;
    };
    const error = await kv
      .setMany(['a', 'bad', 'c'].map((key) => [key, 'value']))
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(KvBatchError);
    expect((error as KvBatchError).failures.map(({ key, code }) => [key, code])).toEqual([
      ['bad', 'INVALID_ARGUMENT'],
    ]);
    expect([...client.items.keys()].sort()).toEqual(['a', 'c']);
    expect((error as KvBatchError).message).toContain('1 of 3 keys failed (INVALID_ARGUMENT 1)');
  });

  it('one throttled batch leaves the others alone', async () => {
    const keys = numbered(50);
    client.interfere = (command) => {
      const isSecond = JSON.stringify((command as BatchWriteItemCommand).input).includes('"key-25"');
      if (isSecond) throw awsError('ProvisionedThroughputExceededException');
      return undefined;
    };
    const error = await kv.setMany(keys.map((key) => [key, key])).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'THROTTLED', retryable: true });
    expect((error as KvBatchError).failures.map(({ key }) => key)).toEqual(keys.slice(25));
    expect(client.items.size).toBe(25);
  });
});

describe('errors of the SDK', () => {
  it.each([
    ['ProvisionedThroughputExceededException', 400, 'THROTTLED', true],
    ['ThrottlingException', 400, 'THROTTLED', true],
    ['RequestLimitExceeded', 400, 'THROTTLED', true],
    ['AccessDeniedException', 400, 'PERMISSION_DENIED', false],
    ['UnrecognizedClientException', 400, 'PERMISSION_DENIED', false],
    ['InvalidSignatureException', 400, 'PERMISSION_DENIED', false],
    ['ExpiredTokenException', 400, 'PERMISSION_DENIED', false],
    ['ResourceNotFoundException', 400, 'UNAVAILABLE', false],
    ['InternalServerError', 500, 'UNAVAILABLE', true],
    ['SomethingNew', 500, 'UNAVAILABLE', true],
    ['SomethingNew', 503, 'UNAVAILABLE', true],
    ['SomethingNew', 400, 'UNKNOWN', false],
    ['ItemCollectionSizeLimitExceededException', 400, 'EXHAUSTED', false],
    ['ValidationException', 400, 'INVALID_ARGUMENT', false],
  ])('%s with status %i is %s', async (name, status, code, retryable) => {
    client.interfere = () => {
      throw awsError(name, status);
    };
    const error = (await kv.get('secret-key').catch((reason: unknown) => reason)) as KvError;
    expect(error).toBeInstanceOf(KvError);
    expect(error).toMatchObject({ code, retryable, operation: 'get', key: 'secret-key' });
    expect(error.cause).toEqual({ name, status, requestId: 'request-1' });
    expect(error.message).not.toContain('secret-');
  });

  it.each([
    ['AccessDeniedException', 'the policy of these credentials'],
    ['ExpiredTokenException', 'Get new ones'],
    ['InvalidSignatureException', 'clock is right'],
    ['ResourceNotFoundException', 'the table does not exist'],
  ])('say what to do about %s', async (name, advice) => {
    client.interfere = () => {
      throw awsError(name);
    };
    await expect(kv.get('key')).rejects.toThrow(advice);
  });

  it('name the action that a policy lacks, and nothing else of what AWS says', async () => {
    const denial = (action: string) =>
      Object.assign(awsError('AccessDeniedException'), {
        message: `User: secret-arn is not authorized to perform: ${action} on resource: secret-table`,
      });
    client.interfere = () => {
      throw denial('dynamodb:GetItem');
    };
    const error = (await kv.get('key').catch((reason: unknown) => reason)) as KvError;
    expect(error.reason).toContain('does not allow dynamodb:GetItem on the table');
    expect(error.message).not.toContain('secret-');
    client.interfere = () => {
      throw denial('secret-action');
    };
    await expect(kv.get('key')).rejects.toThrow('does not allow this operation on the table');
  });

  it('know what is too large, where attributes of other programs make it so', async () => {
    client.interfere = () => {
      throw Object.assign(awsError('ValidationException'), {
        message: 'Item size to update has exceeded the maximum allowed size',
      });
    };
    await expect(kv.touch('key', null)).rejects.toMatchObject({ code: 'TOO_LARGE', retryable: false });
  });

  it('after more than one attempt leave the outcome of a change unknown', async () => {
    const refused = awsError('ProvisionedThroughputExceededException');
    refused.$metadata.attempts = 3;
    client.interfere = () => {
      throw refused;
    };
    await expect(kv.set('key', 'value')).rejects.toMatchObject({ code: 'THROTTLED', outcome: 'unknown' });
    expect(await kv.get('key').catch((reason: unknown) => reason)).not.toHaveProperty('outcome');
  });

  it('of the network are UNAVAILABLE, and leave the outcome of a change unknown', async () => {
    client.interfere = () => {
      throw Object.assign(new Error('connect ECONNRESET secret-host'), { code: 'ECONNRESET' });
    };
    const error = await kv.set('key', 'value').catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'UNAVAILABLE',
      outcome: 'unknown',
      cause: { name: 'Error', code: 'ECONNRESET' },
    });
    expect(await kv.get('key').catch((reason: unknown) => reason)).not.toHaveProperty('outcome');
  });

  it.each([
    ['Error: connect ECONNREFUSED 127.0.0.1:8000', { name: 'Error', code: 'ECONNREFUSED' }],
    ['TimeoutError: socket hang up', { name: 'TimeoutError' }],
    ['AggregateError', { name: 'AggregateError' }],
  ])('wrapped by the SDK, as in jest, are known by their text: %s', async (text, cause) => {
    client.interfere = () => {
      throw new Error(`AWS SDK error wrapper for ${text}`);
    };
    await expect(kv.get('key')).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true, cause });
  });

  it('never travel along: the cause has no message and no stack', async () => {
    client.interfere = () => {
      throw awsError('InternalServerError', 500);
    };
    const error = (await kv.get('key').catch((reason: unknown) => reason)) as KvError;
    expect(Object.keys(error.cause ?? {})).toEqual(['name', 'status', 'requestId']);
  });
});

describe('health', () => {
  it('names the region that the SDK found', async () => {
    expect(kv.details).toEqual({ table: 'kv-table', region: 'stub-1' });
    expect((await kv.healthCheck()).details).toMatchObject({ region: 'stub-1', tableStatus: 'ACTIVE' });
  });
});

describe('a back end that refuses the question', () => {
  it('is down, for that is its own doing', async () => {
    client.interfere = () => {
      throw awsError('ValidationException');
    };
    expect(await kv.healthCheck()).toMatchObject({
      status: 'down',
      details: { error: { code: 'INVALID_ARGUMENT' } },
    });
  });
});

describe('a table that is not ready', () => {
  it('is down', async () => {
    client.interfere = (command) =>
      command instanceof DescribeTableCommand ? { Table: { TableStatus: 'DELETING' } } : undefined;
    const { status, details } = await kv.healthCheck();
    expect(status).toBe('down');
    expect(details.error?.message).toContain('DELETING');
  });

  it('is up while it is changed', async () => {
    client.interfere = (command) =>
      command instanceof DescribeTableCommand ? { Table: { TableStatus: 'UPDATING' } } : undefined;
    expect(await kv.healthCheck()).toMatchObject({ status: 'up', details: { tableStatus: 'UPDATING' } });
  });
});

describe('capacity', () => {
  it('is asked for and reported only to observers that want it', async () => {
    client.interfere = (command) =>
      command instanceof GetItemCommand && command.input.ReturnConsumedCapacity
        ? { ConsumedCapacity: { CapacityUnits: 0.5 } }
        : undefined;
    await kv.get('key');
    expect(events).toEqual([{ type: 'capacity', operation: 'read', units: 0.5 }]);

    const quiet = await createKvStore({
      driver: 'dynamodb',
      table: 'kv-table',
      client: client as unknown as DynamoDBClient,
      observers: [{ callEnded: () => undefined }],
    });
    await quiet.get('key');
    expect((client.sent.at(-1) as GetItemCommand).input.ReturnConsumedCapacity).toBeUndefined();
  });
});

describe('options', () => {
  it.each([
    [{}, "'table'"],
    [{ table: 'kv' }, "'table'"],
    [{ table: ['kv-table'] }, "'table'"],
    [{ table: 'of spaces' }, "'table'"],
    [{ table: 'kv-table?' }, "'table'"],
    [{ table: 'an arn:aws:dynamodb:eu-west-1:1:table/kv-table' }, "'table'"],
    [{ table: 'kv-table', endpoint: 'localhost:8000' }, "'endpoint'"],
    [{ table: 'kv-table', endpoint: 'http://' }, "'endpoint'"],
    [{ table: 'kv-table', endpoint: 'at http://localhost:8000' }, "'endpoint'"],
    [{ table: 'kv-table', endpoint: ['http://localhost:8000'] }, "'endpoint'"],
    [{ table: 'kv-table', regoin: 'eu-west-1' }, "'regoin'"],
    [{ table: 'kv-table', createTable: 'yes' }, "'createTable'"],
    [{ table: 'kv-table', attributes: { key: 'id' } }, "'attributes'"],
    [{ table: 'kv-table', attributes: { pk: 'id', key: 'key' } }, "'attributes'"],
    [{ table: 'kv-table', attributes: { value: 'pk' } }, "'attributes'"],
    [{ table: 'kv-table', attributes: null }, "'attributes'"],
    [{ table: 'kv-table', attributes: 5 }, "'attributes'"],
    [{ table: 'kv-table', attributes: [] }, "'attributes'"],
    [{ table: 'kv-table', client: new StubClient(), region: 'eu-west-1' }, "'region'"],
    [{ table: 'kv-table', client: {} }, "'client'"],
    [{ table: 'kv-table', client: null }, "'client'"],
    [{ table: 'kv-table', client: { config: {} } }, "'client'"],
    [{ table: 'kv-table', client: { send: () => undefined } }, "'client'"],
    [{ table: 'kv-table', credentials: { accessKeyId: 'a' } }, "'credentials'"],
    [{ table: 'kv-table', clientConfig: [] }, "'clientConfig'"],
    [{ table: 'kv-table', clientConfig: 5 }, "'clientConfig'"],
    [{ table: 'kv-table', clientConfig: null }, "'clientConfig'"],
    [{ table: 'kv-table', credentials: 'hush' }, "'credentials'"],
  ])('%j are refused by naming the option', async (options, named) => {
    const error = (await createKvStore({ driver: 'dynamodb', ...options } as never).catch(
      (reason: unknown) => reason,
    )) as KvError;
    expect(error).toMatchObject({ code: 'INVALID_ARGUMENT', operation: 'open', driver: 'dynamodb' });
    expect(error.message).toContain(named);
    expect(error.message).not.toContain('hush');
  });

  it('are complete only with a region', async () => {
    client.config.region = () => Promise.reject(new Error('Region is missing'));
    const opening = createKvStore({
      driver: 'dynamodb',
      table: 'kv-table',
      client: client as unknown as DynamoDBClient,
    });
    await expect(opening).rejects.toThrow('AWS_REGION');
    await expect(opening).rejects.toThrow('(dynamodb: table kv-table)');

    client.config.region = () => Promise.reject(new Error('no such profile'));
    const failing = createKvStore({
      driver: 'dynamodb',
      table: 'kv-table',
      client: client as unknown as DynamoDBClient,
    });
    await expect(failing).rejects.toMatchObject({ code: 'UNKNOWN' });
  });

  it('take a provider of credentials', async () => {
    const credentials = jest.fn(() => Promise.reject(new Error('no such role')));
    const opening = createKvStore({
      driver: 'dynamodb',
      table: 'kv-table',
      region: 'stub-1',
      endpoint: 'http://127.0.0.1:1',
      credentials,
    });
    await expect(opening).rejects.toBeInstanceOf(KvError);
    expect(credentials).toHaveBeenCalled();
  });

  it('leave a request handler of your own open, and as it is', async () => {
    const handle = jest.fn(() => Promise.reject(new Error('no network')));
    const requestHandler = { handle, destroy: jest.fn() };
    const opening = createKvStore({
      driver: 'dynamodb',
      table: 'kv-table',
      region: 'stub-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      clientConfig: { requestHandler, maxAttempts: 1 },
    });
    await expect(opening).rejects.toBeInstanceOf(KvError);
    expect(handle).toHaveBeenCalled();
    expect(requestHandler.handle).toBe(handle);
    expect(requestHandler.destroy).not.toHaveBeenCalled();
  });

  it('give requests to a logger of your own', async () => {
    const handle = () => Promise.reject(new Error('no network'));
    const logger = { debug: jest.fn(), info: jest.fn(), warn: jest.fn(), error: jest.fn() };
    const opening = createKvStore({
      driver: 'dynamodb',
      table: 'kv-table',
      region: 'stub-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      clientConfig: { requestHandler: { handle }, maxAttempts: 1, logger },
    });
    await expect(opening).rejects.toBeInstanceOf(KvError);
    expect(logger.error).toHaveBeenCalled();
  });

  it('may come with more of the client, and overrule it', async () => {
    const hosts: unknown[] = [];
    const handle = ({ hostname }: { hostname: string }) => {
      hosts.push(hostname);
      return Promise.reject(new Error('no network'));
    };
    const clientConfig = {
      region: 'stub-1',
      endpoint: 'http://of-the-client',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      requestHandler: { handle },
      maxAttempts: 1,
    };
    const table = { driver: 'dynamodb', table: 'kv-table', clientConfig } as const;
    await expect(createKvStore(table)).rejects.toBeInstanceOf(KvError);
    await expect(createKvStore({ ...table, endpoint: 'http://of-the-option' })).rejects.toBeInstanceOf(
      KvError,
    );
    expect(hosts).toEqual(['of-the-client', 'of-the-option']);
  });

  it('abort on a client of your own what nobody waits for any more', async () => {
    client.interfere = () => new Promise(() => undefined);
    await expect(kv.get('key', { timeout: 20 })).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(client.signals.at(-1)?.aborted).toBe(true);
  });

  it('leave a client of your own open', async () => {
    const destroy = jest.fn();
    Object.assign(client, { destroy });
    await kv.close();
    expect(destroy).not.toHaveBeenCalled();
  });
});

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createKvStore, type OpenKvStore } from 'nestjs-kv-store';
import { startLocalDynamoDb } from 'nestjs-kv-store/testing';

import { describeWithDynamoDb, dynamoDbOptions } from '../../support/dynamodb.js';

describeWithDynamoDb('a DynamoDB that fails', () => {
  it('has no such table: the start says which, and what to do', async () => {
    const { createTable: _, ...options } = dynamoDbOptions();
    const error = createKvStore(options);
    await expect(error).rejects.toMatchObject({ code: 'UNAVAILABLE', operation: 'open', retryable: false });
    await expect(error).rejects.toThrow(`there is no table '${options.table}'`);
  });

  it('refuses the credentials', async () => {
    const credentials = { accessKeyId: 'not a key', secretAccessKey: 'hush-hush' };
    const error = createKvStore({ ...dynamoDbOptions(), credentials });
    await expect(error).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
      cause: { name: 'UnrecognizedClientException' },
    });
    await expect(error).rejects.not.toThrow('hush-hush');
  });

  it('has a table whose key is another', async () => {
    const options = dynamoDbOptions();
    await (await createKvStore(options)).close();
    const error = createKvStore({ ...options, attributes: { pk: 'id' } });
    await expect(error).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(error).rejects.toThrow("'attributes.pk'");
  });

  it('is nowhere: nothing listens', async () => {
    const error = createKvStore({ ...dynamoDbOptions(), endpoint: 'http://127.0.0.1:1' });
    await expect(error).rejects.toMatchObject({ code: 'UNAVAILABLE', cause: { code: 'ECONNREFUSED' } });
    await expect(error).rejects.toThrow('endpoint http://127.0.0.1:1');
  });

  it('stops and comes back: calls fail meanwhile, and work again by themselves', async () => {
    const first = await startLocalDynamoDb();
    const { engine, endpoint, region, credentials } = first;
    const connection = { endpoint, region, credentials };
    const open = () =>
      createKvStore({ driver: 'dynamodb', table: 'restart', createTable: true, ...connection });
    const kv = await open();
    try {
      await kv.set('key', 'value');
      await first.stop();
      await expect(kv.get('key')).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
      await expect(kv.set('key', 'value')).rejects.toMatchObject({ code: 'UNAVAILABLE', outcome: 'unknown' });
      const { status, details } = await kv.healthCheck();
      expect(status).toBe('down');
      expect(details).toMatchObject({
        driver: 'dynamodb',
        table: 'restart',
        region,
        error: { code: 'UNAVAILABLE' },
      });

      const second = await startLocalDynamoDb({ port: Number(new URL(endpoint).port), engine });
      try {
        // The new server is empty: that the table is missing is its own answer.
        expect((await kv.healthCheck()).details.error?.message).toContain("there is no table 'restart'");
        await (await open()).close();
        await kv.set('key', 'again');
        expect(await kv.get('key')).toBe('again');
        expect((await kv.healthCheck()).status).toBe('up');
      } finally {
        await second.stop();
      }
    } finally {
      await kv.close();
      await first.stop();
    }
  });
});

describe('a DynamoDB that never answers', () => {
  let deaf = false;
  let open = 0;
  let hole: Server;
  let kv: OpenKvStore;

  beforeAll(async () => {
    // Answers until the store is open; then takes everything that is sent and says nothing.
    const table = {
      TableStatus: 'ACTIVE',
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    };
    hole = createServer((request, response) => {
      request.resume();
      if (!deaf) response.end(JSON.stringify({ Table: table }));
    });
    hole.on('connection', (socket) => {
      open += 1;
      socket.on('close', () => (open -= 1));
    });
    await new Promise<void>((resolve) => hole.listen(0, '127.0.0.1', resolve));
    const { port } = hole.address() as AddressInfo;
    kv = await createKvStore({
      driver: 'dynamodb',
      table: 'kv-table',
      region: 'local',
      endpoint: `http://127.0.0.1:${String(port)}`,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    deaf = true;
  });
  afterAll(async () => {
    await kv.close();
    hole.closeAllConnections();
    await new Promise((resolve) => hole.close(resolve));
  });

  it('costs a call its own timeout and no more', async () => {
    const started = performance.now();
    await expect(kv.get('key', { timeout: 150 })).rejects.toMatchObject({ code: 'TIMEOUT', retryable: true });
    await expect(kv.getMany(['a', 'b'], { timeout: 150 })).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('leaves it unknown whether a change was made', async () => {
    const write = kv.set('key', 'value', { timeout: 100 });
    await expect(write).rejects.toMatchObject({ code: 'TIMEOUT', outcome: 'unknown' });
    const read = await kv.get('key', { timeout: 100 }).catch((error: unknown) => error);
    expect(read).not.toHaveProperty('outcome');
  });

  it('is left at once by a caller who aborts', async () => {
    const controller = new AbortController();
    const call = kv.set('key', 'value', { signal: controller.signal });
    setTimeout(() => {
      controller.abort();
    }, 50);
    await expect(call).rejects.toMatchObject({ code: 'ABORTED', outcome: 'unknown' });
  });

  it('is down within the time that the health check was given', async () => {
    const { status, details } = await kv.healthCheck({ timeout: 150 });
    expect(status).toBe('down');
    expect(details).toMatchObject({ driver: 'dynamodb', error: { code: 'TIMEOUT' } });
    expect(details.latencyMs).toBeLessThan(2_000);
  });

  it('holds no connection of a call that has ended', async () => {
    await expect(kv.get('key', { timeout: 50 })).rejects.toMatchObject({ code: 'TIMEOUT' });
    for (let tries = 0; open > 0 && tries < 100; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(open).toBe(0);
  });
});

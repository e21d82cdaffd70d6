import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

import type { NestExpressApplication } from '@nestjs/platform-express';
import { createKvStore, KV_STORE } from 'nestjs-kv-store';
import { createTestKvStore } from 'nestjs-kv-store/testing';
import request from 'supertest';

import { openDemo } from './demo-app.js';

describe('the demo with its store overridden', () => {
  let connections = 0;
  const backend = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  let app: NestExpressApplication | undefined;
  const options = () => ({
    driver: 'dynamodb' as const,
    table: 'kv-demo',
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${String((backend.address() as AddressInfo).port)}`,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });

  beforeAll(() => once(backend.listen(0, '127.0.0.1'), 'listening'));
  afterEach(() => app?.close());
  afterAll(() => backend.close());

  it('opens no connection', async () => {
    app = await openDemo(options(), (builder) =>
      builder.overrideProvider(KV_STORE).useValue(createTestKvStore()),
    );
    const http = request(app.getHttpServer());
    await http.put('/kv/a').send({ value: '1' }).expect(204);
    await http.get('/kv/a').expect(200, { key: 'a', value: '1' });
    await http.put('/users/1').send({ name: 'Ada', email: 'ada@example.org' }).expect(204);
    await http.get('/health').expect(200);
    expect(connections).toBe(0);
  });

  it('would have opened one otherwise', async () => {
    await expect(createKvStore(options())).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(connections).toBeGreaterThan(0);
  });
});

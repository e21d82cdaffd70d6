import type { NestExpressApplication } from '@nestjs/platform-express';
import { KV_STORE, type KvStore } from 'nestjs-kv-store';
import request from 'supertest';

import { openDemo } from '../../e2e/demo-app.js';

const limit = 5;

describe('the limit of requests', () => {
  let app: NestExpressApplication;

  /** A client on whose requests the proxies, if there are any, have written `from`. */
  const client = (from: string) => ({
    get: (path: string) => request(app.getHttpServer()).get(path).set('X-Forwarded-For', from),
    put: (path: string) =>
      request(app.getHttpServer()).put(path).set('X-Forwarded-For', from).send({ value: 'x' }),
  });
  async function open(proxies: number): Promise<void> {
    app = await openDemo({ driver: 'memory' }, undefined, { rateLimit: limit, proxies });
    await app.listen(0, '127.0.0.1');
  }
  afterEach(async () => {
    jest.restoreAllMocks();
    await app.close();
  });

  it('counts on all routes together, refuses what is over it with nothing done, and serves others', async () => {
    await open(1);
    const [busy, other] = [client('192.0.2.1'), client('192.0.2.2')];
    await busy.put('/kv/first').expect(204);
    await busy.get('/kv/first').expect(200);
    await busy.get('/users').expect(200);
    await busy.get('/links/nowhere').expect(404);
    const { headers: last } = await busy.put('/users/1').expect(400);
    expect(last).toMatchObject({ 'x-ratelimit-limit': '5', 'x-ratelimit-remaining': '0' });

    const { body, headers } = await busy.put('/kv/second').expect(429);
    const seconds = Number(headers['retry-after']);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(body).toEqual({
      statusCode: 429,
      error: 'Too Many Requests',
      message: `This client has made too many requests. Try again in ${seconds} s.`,
    });
    const { entries } = await app.get<KvStore>(KV_STORE).page();
    expect(entries.map(({ key }) => key)).toEqual(['texts:first']);

    await other.get('/kv/first').expect(200);
    await busy.get('/kv/first').expect(429);
  });

  it('is over a minute after each request, one by one', async () => {
    await open(0);
    let now = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    const http = client('');
    await http.get('/users').expect(200);
    now += 20_000;
    for (let more = 1; more < limit; more += 1) await http.get('/users').expect(200);
    const { headers } = await http.get('/users').expect(429);
    expect(headers).toHaveProperty('retry-after', '40');
    now += 40_000;
    await http.get('/users').expect(200);
    await http.get('/users').expect(429);
    now += 20_000;
    await http.get('/users').expect(200);
  });

  it('leaves health and metrics alone', async () => {
    await open(0);
    const http = client('');
    for (let count = 0; count <= limit; count += 1) {
      for (const path of ['/health', '/health/live', '/metrics']) await http.get(path).expect(200);
    }
    await http.get('/users').expect(200);
  });

  it('goes by who is connected where no proxy is trusted, whoever a request says that it comes from', async () => {
    await open(0);
    for (let count = 0; count < limit; count += 1) await client(`192.0.2.${count}`).get('/users').expect(200);
    await client('192.0.2.99').get('/users').expect(429);
  });

  it('goes by what the nearest proxy has written, whatever a client wrote before', async () => {
    await open(1);
    for (let count = 0; count < limit; count += 1) {
      await client(`192.0.2.${count}, 198.51.100.1`).get('/users').expect(200);
    }
    await client('192.0.2.99, 198.51.100.1').get('/users').expect(429);
    await client('192.0.2.99, 198.51.100.2').get('/users').expect(200);
  });
});

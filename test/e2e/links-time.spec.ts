import type { NestExpressApplication } from '@nestjs/platform-express';
import { json, KV_STORE, type KvStore } from 'nestjs-kv-store';
import { createMockKvStore, createTestClock, createTestKvStore } from 'nestjs-kv-store/testing';
import request from 'supertest';

import { openDemo } from './demo-app.js';

describe('/links of the demo on a store that tests hold in hand', () => {
  const url = 'https://docs.nestjs.com/';
  let app: NestExpressApplication;
  const http = () => request(app.getHttpServer());

  async function open(kv: KvStore): Promise<void> {
    app = await openDemo({ driver: 'memory' }, (builder) => builder.overrideProvider(KV_STORE).useValue(kv));
  }
  afterEach(() => app.close());

  /** Gives the mock that every view of the store is. */
  async function openOnMock() {
    const kv = createMockKvStore<jest.Mocked<KvStore>>(jest.fn);
    const view = createMockKvStore<jest.Mocked<KvStore<number>>>(jest.fn, createTestKvStore().as(json()));
    kv.namespace.mockReturnValue(kv);
    kv.as.mockReturnValue(view);
    await open(kv);
    return view;
  }

  it('counts a link from 0 that is made anew the moment the one before expires', async () => {
    const clock = createTestClock();
    const kv = createTestKvStore({ clock });
    await open(kv);
    for (const hits of [3, 1, 2]) {
      const expiresAt = clock.now() + 60_000;
      const link = { slug: 'again', url, expiresAt };
      await http().post('/links').send({ slug: 'again', url, ttl: 60_000 }).expect(201, link);
      await http()
        .get('/links/again')
        .expect(200, { ...link, hits: 0 });
      clock.advance(30_000);
      for (let hit = 0; hit < hits; hit += 1) await http().get('/l/again').expect(302);
      clock.advance(29_999);
      await http()
        .get('/links/again')
        .expect(200, { ...link, hits });
      await http().post('/links').send({ slug: 'again', url }).expect(409);
      clock.advance(1);
      await http().get('/l/again').expect(404);
    }
  });

  it('lets the counter expire after its link, and not much later', async () => {
    const clock = createTestClock();
    const kv = createTestKvStore({ clock });
    await open(kv);
    const { counter } = await made({ slug: 'brief', url, ttl: 60_000 });
    const lasting = await made({ slug: 'lasting', url });
    clock.advance(30_000);
    await http().get('/l/brief').expect(302);
    clock.advance(29_999);
    await http().get('/l/brief').expect(302);
    await http().get('/l/lasting').expect(302);
    expect(await kv.namespace('hits').get(counter)).toBe('2');
    clock.advance(30_001);
    expect(await kv.namespace('hits').has(counter)).toBe(false);
    expect(await kv.namespace('hits').getEntry(lasting.counter)).not.toHaveProperty('expiresAt');

    async function made(link: { slug: string; url: string; ttl?: number }) {
      await http().post('/links').send(link).expect(201);
      return JSON.parse(await kv.namespace('links').getOrThrow(link.slug)) as { counter: string };
    }
  });

  it('tries another slug where the first is taken, but not for ever', async () => {
    const kv = await openOnMock();
    kv.create.mockResolvedValueOnce({ ok: false }).mockResolvedValueOnce({ ok: false });
    const { body } = await http().post('/links').send({ url }).expect(201);
    const slugs = kv.create.mock.calls.map(([slug]) => slug);
    expect(body).toEqual({ slug: slugs[2], url });
    expect(new Set(slugs).size).toBe(3);

    kv.create.mockResolvedValue({ ok: false });
    await http().post('/links').send({ url }).expect(409);
    expect(kv.create).toHaveBeenCalledTimes(8);
  });

  it('leads nowhere while it cannot count', async () => {
    const kv = await openOnMock();
    await http().post('/links').send({ slug: 'uncounted', url }).expect(201);
    kv.increment.mockRejectedValueOnce(new Error('down'));
    const { headers } = await http().get('/l/uncounted').expect(500);
    expect(headers).not.toHaveProperty('location');
  });
});

import { randomUUID } from 'node:crypto';

import { type Cache, CACHE_MANAGER, CacheInterceptor, CacheModule, CacheTTL } from '@nestjs/cache-manager';
import { Controller, Get, type INestApplication, Module, UseInterceptors } from '@nestjs/common';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import {
  createKvStore,
  KV_STORE,
  type KvStore,
  type KvStoreFactoryOptions,
  KvStoreModule,
} from 'nestjs-kv-store';
import { KvKeyvAdapter } from 'nestjs-kv-store/keyv';
import request from 'supertest';

import { describeOnEachSharedStore } from '../e2e/each-store.js';
import { until } from '../support/until.js';

@Controller()
@UseInterceptors(CacheInterceptor)
class AppController {
  @Get('slow')
  slow(): object {
    return { made: randomUUID() };
  }

  @CacheTTL(300)
  @Get('short')
  short(): object {
    return { made: randomUUID() };
  }
}

async function openApp(
  store: KvStoreFactoryOptions,
  change: (builder: TestingModuleBuilder) => TestingModuleBuilder = (builder) => builder,
): Promise<INestApplication> {
  @Module({
    imports: [
      KvStoreModule.forRoot({ ...store, isGlobal: true, logging: false }),
      CacheModule.registerAsync({
        inject: [KV_STORE],
        useFactory: (kv: KvStore) => ({ stores: [new KvKeyvAdapter(kv)], ttl: 60_000 }),
      }),
    ],
    controllers: [AppController],
  })
  class AppModule {}
  const module = await change(Test.createTestingModule({ imports: [AppModule] })).compile();
  return module.createNestApplication({ logger: false }).init();
}

const get = (app: INestApplication, path: string) => request(app.getHttpServer()).get(path).expect(200);

describeOnEachSharedStore('the cache of two applications', (store) => {
  let app: INestApplication;
  let second: INestApplication;
  beforeAll(async () => {
    const shared = store();
    app = await openApp(shared);
    second = await openApp(shared);
  });
  afterAll(() => Promise.all([app.close(), second.close()]));

  it('answers in one what the other has made', async () => {
    const made = await get(app, '/slow').expect('x-cache', 'MISS');
    // The interceptor answers first, and stores then.
    await until(async () => (await app.get<Cache>(CACHE_MANAGER).get('/slow')) !== undefined);
    expect((await get(second, '/slow').expect('x-cache', 'HIT')).body).toEqual(made.body);
    expect((await get(second, '/slow?other')).body).not.toEqual(made.body);
  });

  it('forgets it when its time is over', async () => {
    const made = await get(app, '/short');
    await until(async () => (await get(app, '/short')).headers['x-cache'] === 'HIT');
    await until(async () => (await get(second, '/short')).headers['x-cache'] === 'MISS');
    expect((await get(second, '/short')).body).not.toEqual(made.body);
  });

  it('keeps values for services, removes them, and clears nothing but itself', async () => {
    const cache = app.get<Cache>(CACHE_MANAGER);
    const there = second.get<Cache>(CACHE_MANAGER);
    const kv = app.get<KvStore>(KV_STORE);
    await kv.set('precious', 'value');
    await cache.set('a', { n: 1 });
    await cache.mset([
      { key: 'b', value: 'two' },
      { key: 'c', value: 'three', ttl: 30_000 },
    ]);
    expect(await there.mget(['a', 'b', 'missing', 'c'])).toEqual([{ n: 1 }, 'two', undefined, 'three']);
    expect(await there.ttl('c')).toBeLessThanOrEqual(Date.now() + 30_000);
    await there.del('a');
    expect(await cache.get('a')).toBeUndefined();
    expect(await cache.wrap<string>('d', () => 'made')).toBe('made');
    expect(await there.wrap<string>('d', () => 'made again')).toBe('made');
    await cache.clear();
    expect(await there.mget(['b', 'd'])).toEqual([undefined, undefined]);
    expect(await kv.get('precious')).toBe('value');
  });
});

describe('the cache where the store fails', () => {
  async function expectUncached(app: INestApplication): Promise<void> {
    const made = await get(app, '/slow').expect('x-cache', 'MISS');
    const again = await get(app, '/slow').expect('x-cache', 'MISS');
    expect(made.body).not.toEqual(again.body);
    await app.close();
  }

  it('lets every request through to the handler, as where it cannot be written', async () => {
    const app = await openApp({ driver: 'memory', maxEntries: 1 });
    await app.get<KvStore>(KV_STORE).set('other', 'takes the last room');
    await expectUncached(app);
  });

  it('lets every request through to the handler, as where it cannot be read', async () => {
    const closed = await createKvStore({ driver: 'memory' });
    await closed.close();
    await expectUncached(
      await openApp({ driver: 'memory' }, (builder) => builder.overrideProvider(KV_STORE).useValue(closed)),
    );
  });

  it('closes no store that others use', async () => {
    const app = await openApp({ driver: 'memory' });
    await app.get<Cache>(CACHE_MANAGER).disconnect();
    expect(await app.get<KvStore>(KV_STORE).has('key')).toBe(false);
    await app.close();
  });
});

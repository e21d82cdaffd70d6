import { Controller, Get, type INestApplication, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { Throttle, ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import { KV_STORE, type KvStore, type KvStoreFactoryOptions, KvStoreModule } from 'nestjs-kv-store';
import { KvThrottlerStorage, type KvThrottlerStorageOptions } from 'nestjs-kv-store/throttler';
import request, { type Response } from 'supertest';

import { describeOnEachSharedStore } from '../e2e/each-store.js';
import { until } from '../support/until.js';

const limit = 10;

@Controller()
class AppController {
  @Get()
  hello(): string {
    return 'hello';
  }

  /** May be asked once a minute, and after a second time not for half a second. */
  @Throttle({ default: { limit: 1, ttl: 60_000, blockDuration: 500 } })
  @Get('short')
  short(): string {
    return 'short';
  }
}

async function openApp(
  store: KvStoreFactoryOptions,
  options: KvThrottlerStorageOptions = {},
): Promise<INestApplication> {
  @Module({
    imports: [
      KvStoreModule.forRoot({ ...store, isGlobal: true, logging: false }),
      ThrottlerModule.forRootAsync({
        inject: [KV_STORE],
        useFactory: (kv: KvStore) => ({
          throttlers: [
            { ttl: 60_000, limit },
            { name: 'burst', ttl: 60_000, limit: 1_000 },
          ],
          storage: new KvThrottlerStorage(kv, options),
        }),
      }),
    ],
    controllers: [AppController],
    providers: [{ provide: APP_GUARD, useClass: ThrottlerGuard }],
  })
  class AppModule {}
  const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
  return module.createNestApplication({ logger: false }).init();
}

const get = (app: INestApplication, path = '/') => request(app.getHttpServer()).get(path);

function testsOn(store: () => KvStoreFactoryOptions): void {
  let one: INestApplication;
  let other: INestApplication;
  beforeAll(async () => {
    const shared = store();
    one = await openApp(shared);
    other = await openApp(shared);
  });
  afterAll(() => Promise.all([one.close(), other.close()]));

  it('admits exactly as many requests as its limit, over both, and says so in the headers', async () => {
    const answers: Response[] = await Promise.all(
      Array.from({ length: 24 }, (_, i) => get(i % 2 ? one : other)),
    );
    const admitted = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status }) => status === 429);
    expect([admitted.length, refused.length]).toEqual([limit, 14]);

    const remaining = admitted.map(({ headers }) => Number(headers['x-ratelimit-remaining']));
    expect(remaining.sort((a, b) => a - b)).toEqual([...Array(limit).keys()]);
    for (const { headers } of admitted) {
      expect(headers).toMatchObject({ 'x-ratelimit-limit': '10', 'x-ratelimit-limit-burst': '1000' });
      expect(Number(headers['x-ratelimit-reset'])).toBeGreaterThan(55);
      expect(Number(headers['x-ratelimit-reset'])).toBeLessThanOrEqual(60);
    }
    for (const { headers } of refused) {
      expect(Number(headers['retry-after'])).toBeGreaterThan(55);
      expect(Number(headers['retry-after'])).toBeLessThanOrEqual(60);
    }
  });

  it('admits again, in both, when a block has ended', async () => {
    await get(one, '/short').expect(200).expect('x-ratelimit-remaining', '0');
    const asked = performance.now();
    await get(other, '/short').expect(429).expect('retry-after', '1');
    await until(async () => (await get(one, '/short')).status === 200);
    // A moment less, for the store's clock counts whole milliseconds.
    expect(performance.now() - asked).toBeGreaterThan(495);
    await get(other, '/short').expect(429);
  });
}
describeOnEachSharedStore('the throttler of two applications', testsOn);
// Counters are never answered by either.
describeOnEachSharedStore('the throttler of two with near caches and eventual reads', (store) => {
  testsOn(() => ({ ...store(), consistency: 'eventual', cache: { max: 1_000, ttl: 60_000, misses: true } }));
});

describe('the throttler where the store fails', () => {
  const full: KvStoreFactoryOptions = { driver: 'memory', maxEntries: 1 };

  async function answerOf(options: KvThrottlerStorageOptions): Promise<Response> {
    const app = await openApp(full, options);
    try {
      await app.get<KvStore>(KV_STORE).set('other', 'takes the last room');
      return await get(app);
    } finally {
      await app.close();
    }
  }

  it('refuses requests, as an error of the server', async () => {
    expect((await answerOf({})).status).toBe(500);
  });

  it('admits them where it is told to', async () => {
    const { status, headers } = await answerOf({ whenStoreFails: 'allow' });
    expect([status, headers['x-ratelimit-remaining']]).toEqual([200, '10']);
  });
});

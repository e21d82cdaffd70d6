import { Injectable, type INestApplicationContext, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { z } from 'zod';

import { bytes } from '../core/codecs/bytes.js';
import { json } from '../core/codecs/json.js';
import type { KvStore } from '../core/kv-store.js';
import { createMemoryDriver } from '../drivers/memory/memory.driver.js';
import { createMockKvStore, createTestClock, createTestKvStore } from '../testing/index.js';
import { InjectKvStore } from './inject-kv-store.decorator.js';
import { KvStoreModule } from './kv-store.module.js';
import { getKvStoreToken, KV_STORE } from './kv-store.tokens.js';

type Imports = NonNullable<Parameters<typeof Module>[0]['imports']>;

function moduleWith(...imports: Imports) {
  @Module({ imports })
  class AppModule {}
  return AppModule;
}

function start(...imports: Imports): Promise<INestApplicationContext> {
  return NestFactory.createApplicationContext(moduleWith(...imports), { logger: false, abortOnError: false });
}

const userSchema = z.object({ name: z.string() });
type User = z.infer<typeof userSchema>;
const users = { name: 'users', namespace: 'users', codec: json(userSchema) };

@Injectable()
class UsersService {
  constructor(@InjectKvStore('users') readonly users: KvStore<User>) {}
}
@Module({
  imports: [KvStoreModule.forFeature([users])],
  providers: [UsersService],
  exports: [UsersService],
})
class UsersModule {}

describe('forFeature', () => {
  it('provides a part of the store, wherever either is imported', async () => {
    const root = () => KvStoreModule.forRoot({ driver: 'memory' });
    for (const imports of [
      [root(), UsersModule],
      [UsersModule, root()],
      [moduleWith(moduleWith(root())), UsersModule],
    ]) {
      const app = await start(...imports);
      const service = app.get(UsersService);
      await service.users.set('42', { name: 'Ada' });
      expect(await service.users.get('42')).toEqual({ name: 'Ada' });
      const kv = app.get<KvStore>(KV_STORE, { strict: false });
      expect(await kv.get('users:42')).toBe('{"name":"Ada"}');
      await app.close();
    }
  });

  it('waits for a store that takes its time to open', async () => {
    const driver = createMemoryDriver();
    const open = driver.open.bind(driver);
    driver.open = async (call) => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return open(call);
    };
    const app = await start(UsersModule, KvStoreModule.forRootAsync({ useFactory: () => ({ driver }) }));
    expect(await app.get(UsersService).users.get('42')).toBeUndefined();
    await app.close();
  });

  it('provides several, of several stores, with their own codec and default ttl', async () => {
    const clock = createTestClock();
    const app = await start(
      KvStoreModule.forRoot({ driver: 'memory', clock, defaultTtl: 5_000 }),
      KvStoreModule.forRoot({ driver: 'memory', name: 'cold', namespace: 'app' }),
      KvStoreModule.forFeature([
        { name: 'notes', namespace: 'notes' },
        { name: 'sessions', namespace: 'sessions', defaultTtl: 1_000 },
        { name: 'files', store: 'cold', namespace: 'files', codec: bytes },
      ]),
    );
    const of = <T = string>(name: string) => app.get<KvStore<T>>(getKvStoreToken(name), { strict: false });
    await of('notes').set('key', 'value');
    await of('sessions').set('key', 'value');
    await of<Uint8Array>('files').set('key', Uint8Array.of(104, 105));
    expect((await of('notes').getEntry('key'))?.expiresAt).toBe(clock.now() + 5_000);
    expect((await of('sessions').getEntry('key'))?.expiresAt).toBe(clock.now() + 1_000);
    expect(await of('cold').get('files:key')).toBe('hi');
    expect(of('files').name).toBe('cold');
    await app.close();
  });

  it('may be asked for by several modules', async () => {
    const app = await start(
      KvStoreModule.forRoot({ driver: 'memory' }),
      UsersModule,
      KvStoreModule.forFeature([users]),
    );
    expect(await app.get(UsersService).users.has('42')).toBe(false);
    await app.close();
  });

  it('refuses a store that nobody makes, and a name that a store has', async () => {
    await expect(start(UsersModule)).rejects.toThrow("feature 'users' is part of the store 'default'");
    await expect(
      start(
        KvStoreModule.forRoot({ driver: 'memory' }),
        KvStoreModule.forFeature([{ ...users, store: 'cold' }]),
      ),
    ).rejects.toThrow("forRoot({ name: 'cold', … })");
    await expect(
      start(KvStoreModule.forRoot({ driver: 'memory', name: 'users' }), UsersModule),
    ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
  });

  it.each([
    [undefined, 'takes an array'],
    [{ name: 'users', namespace: 'users' }, 'takes an array'],
    [['users'], 'takes an array'],
    [[{ namespace: 'users' }], "'name' of a feature is missing"],
    [[{ name: 'users' }], "'namespace' of a feature is missing"],
    [[{ name: '', namespace: 'users' }], "'name'"],
    [[{ name: 'users', namespace: 'a:b' }], "'namespace'"],
    [[{ name: 'users', namespace: 'users', codec: json }], "'codec' of a feature must be a codec"],
    [[{ name: 'users', namespace: 'users', defaultTtl: 0 }], "'defaultTtl'"],
    [[{ name: 'users', namespace: 'users', schema: userSchema }], "'schema'"],
    [[users, users], "two features are named 'users'"],
  ])('refuses %j', (features, named) => {
    expect(() => KvStoreModule.forFeature(features as never)).toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        message: expect.stringContaining(named) as string,
      }),
    );
  });
});

describe('features in tests', () => {
  const testing = () =>
    Test.createTestingModule({
      imports: [
        KvStoreModule.forRootAsync({
          useFactory: () => {
            throw new Error('KV_TABLE is not set');
          },
        }),
        UsersModule,
      ],
    }).overrideProvider(KV_STORE);

  it.each([
    ['a test store', () => createTestKvStore()],
    ['a mock', () => createMockKvStore(jest.fn)],
  ])('stand on %s that overrides the store', async (_, create) => {
    const kv = create();
    const module = await testing().useValue(kv).compile();
    await module.get(UsersService).users.set('42', { name: 'Ada' });
    expect(await kv.get('users:42')).toBe('{"name":"Ada"}');
    await module.close();
  });

  it('stand on what a factory makes in its place', async () => {
    const module = await testing()
      .useFactory({ factory: () => Promise.resolve(createTestKvStore()) })
      .compile();
    expect(await module.get(UsersService).users.get('42')).toBeUndefined();
    await module.close();
  });

  it('are overridden themselves by their token', async () => {
    const fake = { get: () => Promise.resolve({ name: 'Fake' }) };
    const module = await testing()
      .useValue({})
      .overrideProvider(getKvStoreToken('users'))
      .useValue(fake)
      .compile();
    expect(await module.get(UsersService).users.get('42')).toEqual({ name: 'Fake' });
    await module.close();
  });

  it('say what is missing where a fake store cannot bear them', async () => {
    await expect(testing().useValue({ get: jest.fn() }).compile()).rejects.toThrow(
      "what stands in for store 'default' has no namespace()",
    );
  });
});

describe('the namespace and default ttl of a store', () => {
  it('hold for all that is in it', async () => {
    const clock = createTestClock();
    const driver = createMemoryDriver();
    const app = await start(KvStoreModule.forRoot({ driver, clock, namespace: 'shop', defaultTtl: 1_000 }));
    const kv = app.get<KvStore>(KV_STORE);
    await kv.set('42', 'value');
    const call = { consistency: 'strong' as const, now: () => clock.now(), notice: () => undefined };
    const [found] = await driver.read(['shop:42'], call);
    expect(found).toMatchObject({ ok: true, value: { value: 'value', expiresAt: clock.now() + 1_000 } });
    expect(await kv.clear()).toBe(1);
    await app.close();
  });

  it.each([
    [{ driver: 'memory', namespace: 'a:b' }, "'namespace'"],
    [{ driver: 'memory', namespace: '' }, "'namespace'"],
    [{ driver: 'memory', defaultTtl: -1 }, "'defaultTtl'"],
    [{ driver: 'memory', defaultTtl: null }, "'defaultTtl'"],
  ])('are refused where they are wrong: %j', async (options, named) => {
    await expect(start(KvStoreModule.forRoot(options as never))).rejects.toThrow(named);
  });
});

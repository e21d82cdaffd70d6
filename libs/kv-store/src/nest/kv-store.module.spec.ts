import {
  Global,
  Inject,
  Injectable,
  type INestApplicationContext,
  Module,
  type OnModuleDestroy,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Test } from '@nestjs/testing';

import type { KvDriver } from '../core/kv-driver.js';
import type { KvObserver } from '../core/kv-observer.js';
import type { KvStore } from '../core/kv-store.js';
import { createMemoryDriver } from '../drivers/memory/memory.driver.js';
import { createTestKvStore } from '../testing/index.js';
import { InjectKvStore } from './inject-kv-store.decorator.js';
import { KvStoreModule } from './kv-store.module.js';
import type { KvStoreOptionsFactory } from './kv-store.module-options.js';
import { getKvStoreToken, KV_STORE } from './kv-store.tokens.js';

const logged: string[] = [];
const logger = {
  log: (message: string) => logged.push(message),
  warn: (message: string) => logged.push(message),
  error: (message: string) => logged.push(message),
};
beforeEach(() => {
  logged.length = 0;
});

async function start(
  ...imports: NonNullable<Parameters<typeof Module>[0]['imports']>
): Promise<INestApplicationContext> {
  @Module({ imports })
  class AppModule {}
  return NestFactory.createApplicationContext(AppModule, { logger, abortOnError: false });
}

/** The memory driver, with a note of when it was opened and closed. */
function spiedDriver(): KvDriver & { events: string[] } {
  const driver = createMemoryDriver();
  const events: string[] = [];
  const open = driver.open.bind(driver);
  const close = driver.close.bind(driver);
  return Object.assign(driver, {
    events,
    open: (call: Parameters<typeof open>[0]) => (events.push('open'), open(call)),
    close: () => (events.push('close'), close()),
  });
}

describe('forRoot', () => {
  it('provides a store under KV_STORE', async () => {
    const app = await start(KvStoreModule.forRoot({ driver: 'memory' }));
    const kv = app.get<KvStore>(KV_STORE);
    await kv.set('key', 'value');
    expect(await kv.get('key')).toBe('value');
    expect(kv).toMatchObject({ name: 'default', driver: 'memory' });
    await app.close();
  });

  it('provides several named stores, injected by name', async () => {
    @Injectable()
    class Service {
      constructor(
        @Inject(KV_STORE) readonly plain: KvStore,
        @InjectKvStore() readonly same: KvStore,
        @InjectKvStore('sessions') readonly sessions: KvStore,
      ) {}
    }
    @Module({
      imports: [
        KvStoreModule.forRoot({ driver: 'memory' }),
        KvStoreModule.forRoot({ driver: 'memory', name: 'sessions' }),
      ],
      providers: [Service],
    })
    class FeatureModule {}
    const app = await start(FeatureModule);
    const { plain, same, sessions } = app.get(Service);
    expect(same).toBe(plain);
    expect(sessions.name).toBe('sessions');
    await plain.set('key', 'plain');
    expect(await sessions.get('key')).toBeUndefined();
    await app.close();
  });

  it('is seen by every module when global, and by importers alone when not', async () => {
    @Injectable()
    class Service {
      constructor(@Inject(KV_STORE) readonly kv: KvStore) {}
    }
    @Module({ providers: [Service] })
    class FarModule {}
    const app = await start(FarModule, KvStoreModule.forRoot({ driver: 'memory', isGlobal: true }));
    expect(app.get(Service).kv.driver).toBe('memory');
    await app.close();
    await expect(start(FarModule, KvStoreModule.forRoot({ driver: 'memory' }))).rejects.toThrow('KV_STORE');
  });

  it.each([
    [undefined, 'forRoot needs options'],
    [{ driver: 'memory', isGlobal: 'yes' }, "'isGlobal'"],
    [{ driver: 'memory', name: '' }, "'name'"],
    [{ driver: 'memory', logging: true }, "'logging'"],
    [{ driver: 'memory', logging: { slow: 5 } }, "'slow'"],
    [{ driver: 'memory', observers: 'all' }, "'observers'"],
  ])('refuses %j', (options, named) => {
    expect(() => KvStoreModule.forRoot(options as never)).toThrow(
      expect.objectContaining({
        code: 'INVALID_ARGUMENT',
        message: expect.stringContaining(named) as string,
      }),
    );
  });

  it.each([
    [{ driver: 'dynamodb' }, "'table'"],
    [{ driver: 'redsi' }, "'driver'"],
    [{ driver: 'memory', tabel: 'kv' }, "no option 'tabel'. Its options: maxEntries"],
  ])('fails the start with %j', async (options, named) => {
    await expect(start(KvStoreModule.forRoot(options as never))).rejects.toThrow(named);
  });

  it('refuses two stores of one name before it opens either', async () => {
    const [one, two] = [spiedDriver(), spiedDriver()];
    await expect(
      start(KvStoreModule.forRoot({ driver: one }), KvStoreModule.forRoot({ driver: two })),
    ).rejects.toThrow("2 modules make a store named 'default'");
    expect([...one.events, ...two.events]).toEqual([]);
  });

  it('makes one store of one module that several import, and one an application', async () => {
    const driver = spiedDriver();
    const shared = KvStoreModule.forRoot({ driver });
    @Module({ imports: [shared] })
    class One {}
    @Module({ imports: [shared] })
    class Two {}
    const app = await start(One, Two);
    expect(driver.events).toEqual(['open']);
    const another = await start(KvStoreModule.forRoot({ driver: 'memory' }));
    await another.close();
    await app.close();
    expect(driver.events).toEqual(['open', 'close']);
  });
});

describe('forRootAsync', () => {
  @Injectable()
  class Settings implements KvStoreOptionsFactory {
    readonly driver = spiedDriver();
    createKvStoreOptions() {
      return { driver: this.driver, timeout: 100 };
    }
  }
  @Module({ providers: [Settings], exports: [Settings] })
  class SettingsModule {}

  it('takes its options from a factory that Nest injects', async () => {
    const app = await start(
      KvStoreModule.forRootAsync({
        name: 'sessions',
        imports: [SettingsModule],
        inject: [Settings],
        useFactory: async (settings: Settings) => Promise.resolve(settings.createKvStoreOptions()),
      }),
    );
    expect(app.get<KvStore>(getKvStoreToken('sessions')).name).toBe('sessions');
    expect(app.get(Settings).driver.events).toEqual(['open']);
    await app.close();
  });

  it('takes them from a class', async () => {
    const app = await start(KvStoreModule.forRootAsync({ useClass: Settings }));
    expect(app.get<KvStore>(KV_STORE).driver).toBe('memory');
    await app.close();
    const other = await start(
      KvStoreModule.forRootAsync({ imports: [SettingsModule], useExisting: Settings }),
    );
    expect(other.get(Settings).driver.events).toEqual(['open']);
    await other.close();
  });

  it('is not asked for options where tests override the store', async () => {
    const useFactory = jest.fn(() => {
      throw new Error('KV_TABLE is not set');
    });
    const module = await Test.createTestingModule({ imports: [KvStoreModule.forRootAsync({ useFactory })] })
      .overrideProvider(KV_STORE)
      .useValue(createTestKvStore())
      .compile();
    expect(await module.get<KvStore>(KV_STORE).get('key')).toBeUndefined();
    expect(useFactory).not.toHaveBeenCalled();
    await module.close();
  });

  it('refuses options that make no sense', async () => {
    const two = { useFactory: () => ({ driver: 'memory' as const }), useClass: Settings };
    expect(() => KvStoreModule.forRootAsync(two)).toThrow("one of 'useFactory'");
    expect(() => KvStoreModule.forRootAsync({ useClass: Settings, inject: [Settings] })).toThrow("'inject'");
    expect(() => KvStoreModule.forRootAsync({})).toThrow("'useFactory'");
    expect(() => KvStoreModule.forRootAsync({ useFactory: 'memory' } as never)).toThrow('must be a function');
    expect(() => KvStoreModule.forRootAsync({ useFactory: () => ({}), inject: 7 } as never)).toThrow(
      "option 'inject' of forRootAsync must be an array",
    );
    expect(() => KvStoreModule.forRootAsync(undefined as never)).toThrow('forRootAsync needs options');
    expect(() =>
      KvStoreModule.forRootAsync({ useFactory: () => ({ driver: 'memory' }), table: 'kv' } as never),
    ).toThrow("'table'");
    await expect(start(KvStoreModule.forRootAsync({ useFactory: () => undefined as never }))).rejects.toThrow(
      'forRootAsync needs options',
    );
  });

  it.each([{ name: 'other' }, { isGlobal: true }, { logging: false }])(
    'refuses from its factory what belongs beside it: %j',
    async (misplaced) => {
      const useFactory = () => ({ driver: 'memory' as const, ...misplaced });
      const [option = ''] = Object.keys(misplaced);
      await expect(start(KvStoreModule.forRootAsync({ useFactory }))).rejects.toThrow(
        `option '${option}' stands beside the factory`,
      );
    },
  );
});

describe('observers', () => {
  it('may be objects, or classes that Nest makes', async () => {
    const seen: string[] = [];
    const object: KvObserver = { callEnded: ({ operation }) => seen.push(`object ${operation}`) };
    @Injectable()
    class ClassObserver implements KvObserver {
      callEnded({ operation }: { operation: string }): void {
        seen.push(`class ${operation}`);
      }
    }
    @Global()
    @Module({ providers: [ClassObserver], exports: [ClassObserver] })
    class ObserverModule {}
    const app = await start(
      ObserverModule,
      KvStoreModule.forRoot({ driver: 'memory', observers: [ClassObserver, object] }),
    );
    await app.get<KvStore>(KV_STORE).get('key');
    expect(seen).toEqual(['class open', 'object open', 'class get', 'object get']);
    await app.close();
  });
});

describe('the life of a store', () => {
  it("ends after its users' own destroy hooks, and is logged", async () => {
    const driver = spiedDriver();
    @Injectable()
    class Service implements OnModuleDestroy {
      constructor(@Inject(KV_STORE) private readonly kv: KvStore) {}
      async onModuleDestroy(): Promise<void> {
        await this.kv.set('last', 'words');
        driver.events.push('destroy hook');
      }
    }
    @Module({ imports: [KvStoreModule.forRoot({ driver })], providers: [Service] })
    class FeatureModule {}
    const app = await start(FeatureModule);
    expect(logged).toContain("Store 'default' is open: driver memory");
    await app.close();
    expect(driver.events).toEqual(['open', 'destroy hook', 'close']);
    expect(logged).toContain("Store 'default' is closed");
  });

  it('is told to nobody without logging', async () => {
    const app = await start(KvStoreModule.forRoot({ driver: 'memory', logging: false }));
    await app.close();
    expect(logged.filter((line) => line.includes('Store '))).toEqual([]);
  });

  it('never begins where tests override the provider', async () => {
    const driver = spiedDriver();
    const module = await Test.createTestingModule({ imports: [KvStoreModule.forRoot({ driver })] })
      .overrideProvider(KV_STORE)
      .useValue(createTestKvStore())
      .compile();
    const kv = module.get<KvStore>(KV_STORE);
    await kv.set('key', 'value');
    expect(await kv.get('key')).toBe('value');
    await module.close();
    expect(driver.events).toEqual([]);
  });
});

describe('the log', () => {
  it('has failures and slow calls, each kind once in a while, and no key or value', async () => {
    const driver = Object.assign(createMemoryDriver(), { inProcess: false });
    const app = await start(KvStoreModule.forRoot({ driver, logging: { slowCall: 15 } }));
    const kv = app.get<KvStore>(KV_STORE);
    const read = driver.read.bind(driver);
    driver.read = () => Promise.reject(new Error('secret'));
    driver.classify = () => ({ code: 'UNAVAILABLE' });
    for (let count = 0; count < 5; count += 1) await expect(kv.get('secret')).rejects.toThrow();
    await expect(kv.get('')).rejects.toThrow();
    driver.read = async (keys, call) => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return read(keys, call);
    };
    await kv.get('secret');
    const lines = logged.filter((line) => line.includes("store 'default'"));
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain('UNAVAILABLE');
    expect(lines[1]).toMatch(/^get on store 'default' was slow: miss after \d+ ms\.$/);
    expect(logged.join('\n')).not.toContain('secret');
    await app.close();
  });
});

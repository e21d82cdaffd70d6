import { Inject, Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { InjectKvStore, json, KV_STORE, type KvError, type KvStore, KvStoreModule } from 'nestjs-kv-store';

import { ScriptedDriver, settled } from '../../support/scripted-driver.js';

const codeOf = (call: Promise<unknown>) =>
  call.then(
    () => 'ok',
    (error: unknown) => (error as KvError).code,
  );

describe('a store in a Nest application', () => {
  it('is used in constructors and in its hooks, and refuses what comes later', async () => {
    const codes: Record<string, string> = {};
    @Injectable()
    class Service implements OnModuleInit, OnModuleDestroy {
      readonly inConstructor: Promise<string>;
      constructor(
        @Inject(KV_STORE) readonly kv: KvStore,
        @InjectKvStore('hits') readonly hits: KvStore<number>,
      ) {
        this.inConstructor = codeOf(this.hits.set('home', 1));
      }
      async onModuleInit() {
        codes['constructed'] = await this.inConstructor;
        codes['init'] = await codeOf(this.hits.increment('home'));
      }
      async onModuleDestroy() {
        codes['destroy'] = await codeOf(this.hits.increment('home'));
      }
    }
    const module = await Test.createTestingModule({
      imports: [
        KvStoreModule.forRoot({ driver: 'memory', logging: false }),
        KvStoreModule.forFeature([{ name: 'hits', namespace: 'hits', codec: json<number>() }]),
      ],
      providers: [Service],
    }).compile();
    const { kv, hits } = module.get(Service);
    // Without init, as tests that compile a module alone use it.
    expect(await hits.get('home')).toBe(1);
    await module.init();
    expect(await kv.get('hits:home')).toBe('2');
    await module.close();
    expect(codes).toEqual({ constructed: 'ok', init: 'ok', destroy: 'ok' });
    for (const late of [kv.get('key'), hits.increment('home'), kv.clear({ all: true })])
      expect(await codeOf(late)).toBe('CLOSED');
    await expect(kv.get('key')).rejects.toThrow('the store was closed, as on shutdown. Open a new one.');
    expect((await kv.healthCheck()).status).toBe('down');
    await module.close();
  });

  it('lets the calls of a request that is under way end before it is closed', async () => {
    const driver = new ScriptedDriver();
    const module = await Test.createTestingModule({
      imports: [KvStoreModule.forRoot({ driver, logging: false })],
    }).compile();
    await module.init();
    const read = module.get<KvStore>(KV_STORE).get('key');
    await settled();
    const closed = module.close();
    await settled();
    driver.requests[0]?.answer();
    expect(await read).toBe('value of key');
    await closed;
  });
});

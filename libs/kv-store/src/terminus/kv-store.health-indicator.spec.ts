import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { Test } from '@nestjs/testing';

import { createMemoryDriver } from '../drivers/memory/memory.driver.js';
import { KvStoreModule } from '../nest/kv-store.module.js';
import { createTestKvStore } from '../testing/index.js';
import { KvStoreHealthIndicator } from './index.js';

describe('KvStoreHealthIndicator', () => {
  const driver = createMemoryDriver();
  Object.assign(driver, { inProcess: false, details: { table: 'kv-table', region: 'eu-west-1' } });

  async function indicator(): Promise<{ health: KvStoreHealthIndicator; close: () => Promise<void> }> {
    @Module({
      imports: [
        TerminusModule,
        KvStoreModule.forRoot({ driver, logging: false }),
        KvStoreModule.forRoot({ driver: 'memory', name: 'sessions', logging: false }),
      ],
      providers: [KvStoreHealthIndicator],
    })
    class AppModule {}
    const module = await Test.createTestingModule({ imports: [AppModule] }).compile();
    return { health: module.get(KvStoreHealthIndicator), close: () => module.close() };
  }

  it('answers what the store says of its health', async () => {
    const { health, close } = await indicator();
    expect(await health.pingCheck('kv')).toEqual({
      kv: {
        status: 'up',
        driver: 'memory',
        table: 'kv-table',
        region: 'eu-west-1',
        entries: 0,
        latencyMs: expect.any(Number) as number,
      },
    });
    expect(await health.pingCheck('sessions', { store: 'sessions' })).toMatchObject({
      sessions: { status: 'up' },
    });
    expect(await health.pingCheck('own', { store: createTestKvStore() })).toMatchObject({
      own: { status: 'up' },
    });
    await close();
  });

  it('gives the cause when the store is down, within its own timeout', async () => {
    const { health, close } = await indicator();
    const ping = jest.spyOn(driver, 'ping').mockReturnValue(new Promise(() => undefined));
    expect(await health.pingCheck('kv', { timeout: 20 })).toMatchObject({
      kv: { status: 'down', driver: 'memory', table: 'kv-table', error: { code: 'TIMEOUT' } },
    });
    ping.mockRestore();
    await close();
  });

  it('gives a store a second unless told otherwise', async () => {
    const { health, close } = await indicator();
    const store = createTestKvStore();
    const ask = jest.spyOn(store, 'healthCheck');
    await health.pingCheck('kv', { store });
    await health.pingCheck('kv', { store, timeout: 50 });
    expect(ask.mock.calls).toEqual([[{ timeout: 1_000 }], [{ timeout: 50 }]]);
    await close();
  });

  it('says nothing but up or down without details', async () => {
    const { health, close } = await indicator();
    expect(await health.pingCheck('kv', { details: false })).toEqual({ kv: { status: 'up' } });
    const ping = jest.spyOn(driver, 'ping').mockRejectedValue(new Error('no route to 10.0.0.7'));
    expect(await health.pingCheck('kv', { details: false })).toEqual({ kv: { status: 'down' } });
    expect(ping).toHaveBeenCalledTimes(1);
    ping.mockRestore();
    await close();
  });

  it('names a store that there is not', async () => {
    const { health, close } = await indicator();
    await expect(health.pingCheck('kv', { store: 'nowhere' })).rejects.toThrow(
      "healthCheck on store 'nowhere' (none) failed with INVALID_ARGUMENT: no module makes this store.",
    );
    await close();
  });
});

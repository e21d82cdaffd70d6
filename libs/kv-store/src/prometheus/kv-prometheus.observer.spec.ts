import { Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { register } from 'prom-client';

import type { KvDriverCall } from '../core/kv-driver.js';
import type { KvStore } from '../core/kv-store.js';
import { createMemoryDriver } from '../drivers/memory/memory.driver.js';
import type { KvCommonOptions } from '../kv-store.options.js';
import { KvStoreModule } from '../nest/kv-store.module.js';
import { KV_STORE } from '../nest/kv-store.tokens.js';
import { KvPrometheusModule, KvPrometheusObserver } from './index.js';

async function startApp(options: Pick<KvCommonOptions, 'cache' | 'breaker'> = {}) {
  // So that all calls go through `read` and `write`, which tests replace.
  const driver = Object.assign(createMemoryDriver(), { inProcess: false });
  @Module({
    imports: [
      PrometheusModule.register({ defaultMetrics: { enabled: false } }),
      KvPrometheusModule,
      KvStoreModule.forRoot({ driver, observers: [KvPrometheusObserver], logging: false, ...options }),
    ],
  })
  class AppModule {}
  const app = await Test.createTestingModule({ imports: [AppModule] }).compile();
  return { app, driver, kv: app.get<KvStore>(KV_STORE) };
}

describe('KvPrometheusObserver', () => {
  beforeEach(() => {
    register.clear();
  });

  it('times every call by store, driver, operation and outcome, in seconds, and never by key', async () => {
    const { app, kv } = await startApp();
    await kv.set('secret-key', 'secret-value');
    await kv.get('secret-key');
    await kv.get('another-secret');
    await kv.get('').catch(() => undefined);
    const text = await register.metrics();
    const counted = (operation: string, outcome: string) =>
      `kv_store_operation_duration_seconds_count{store="default",driver="memory",operation="${operation}",outcome="${outcome}"} 1`;
    expect(text).toContain(counted('set', 'ok'));
    expect(text).toContain(counted('get', 'hit'));
    expect(text).toContain(counted('get', 'miss'));
    expect(text).toContain(counted('get', 'INVALID_ARGUMENT'));
    expect(text).not.toContain('secret');
    const sum = /duration_seconds_sum\{[^}]*operation="set"[^}]*\} (\S+)/.exec(text);
    expect(Number(sum?.[1])).toBeLessThan(1);
    await app.close();
  });

  it("counts the driver's capacity, leftovers, throttled requests and batches", async () => {
    const { app, driver, kv } = await startApp();
    const read = driver.read.bind(driver);
    driver.read = (keys, call: KvDriverCall) => {
      call.report?.({ type: 'capacity', operation: 'read', units: 2.5 });
      call.report?.({ type: 'leftovers', operation: 'read', count: 7 });
      call.report?.({ type: 'throttled', operation: 'read' });
      call.report?.({ type: 'batch', operation: 'read', size: 50 });
      return read(keys, call);
    };
    await kv.get('key');
    const text = await register.metrics();
    const labels = '{store="default",driver="memory",operation="read"}';
    expect(text).toContain(`kv_store_consumed_capacity_units_total${labels} 2.5`);
    expect(text).toContain(`kv_store_retried_leftovers_total${labels} 7`);
    expect(text).toContain(`kv_store_throttled_requests_total${labels} 1`);
    expect(text).toContain(`kv_store_batch_size_sum${labels} 50`);
    await app.close();
  });

  it('counts what the near cache had, and what it had not', async () => {
    const { app, kv } = await startApp({ cache: { max: 10, ttl: 60_000 } });
    await kv.set('a', 'value');
    await kv.get('a');
    await kv.get('a');
    await kv.getMany(['a', 'b', 'c']);
    const text = await register.metrics();
    expect(text).toContain('kv_store_cache_reads_total{store="default",driver="memory",result="hit"} 2');
    expect(text).toContain('kv_store_cache_reads_total{store="default",driver="memory",result="miss"} 3');
    await app.close();
  });

  it('shows the state of the circuit breaker', async () => {
    const { app, driver, kv } = await startApp({ breaker: { minimumCalls: 1 } });
    const shown = async () =>
      (await register.metrics())
        .match(/^kv_store_breaker_state\{.*$/gm)
        ?.map((line) => line.replace('store="default",driver="memory",', ''));
    const [name, others] = ['kv_store_breaker_state', ['closed', 'open', 'half-open'] as const];
    const only = (state: string) =>
      others.map((one) => `${name}{state="${one}"} ${one === state ? '1' : '0'}`);
    expect(await shown()).toEqual(only('closed'));
    driver.read = () => Promise.reject(new Error('down'));
    driver.classify = () => ({ code: 'UNAVAILABLE' });
    await kv.get('a').catch(() => undefined);
    expect(await shown()).toEqual(only('open'));
    await app.close();
  });

  it('survives a second application in the process, as under hot reload', async () => {
    const first = await startApp();
    const second = await startApp();
    await first.kv.get('key');
    await second.kv.get('key');
    expect(await register.metrics()).toMatch(/operation="get",outcome="miss"\} 2/);
    await first.app.close();
    await second.app.close();
  });
});

import { type DynamicModule, Module } from '@nestjs/common';
import { LazyModuleLoader, NestFactory } from '@nestjs/core';

import { ScriptedDriver, settled } from '../../../../test/support/scripted-driver.js';
import { until } from '../../../../test/support/until.js';
import type { KvStore } from '../core/kv-store.js';
import { KvStoreModule } from './kv-store.module.js';
import { getKvStoreToken, KV_STORE } from './kv-store.tokens.js';

const logged: string[] = [];
const note = (message: string) => logged.push(message);
const logger = { log: note, warn: note, error: note };
beforeEach(() => {
  logged.length = 0;
});

async function start(...imports: DynamicModule[]) {
  @Module({ imports })
  class AppModule {}
  return NestFactory.createApplicationContext(AppModule, { logger, abortOnError: false });
}

/** Opens as it is told to, and counts how often it was opened and closed. */
class CountingDriver extends ScriptedDriver {
  opened = 0;
  closed = 0;

  constructor(private readonly opens: () => Promise<void> = () => Promise.resolve()) {
    super();
  }

  override open = async (): Promise<void> => {
    await this.opens();
    this.opened += 1;
  };
  override close = (): Promise<void> => {
    this.closed += 1;
    return Promise.resolve();
  };
}

const down = () => Promise.reject(new Error('no connection'));

describe('a start that fails by one store', () => {
  it('closes those that are open, and those that are opened later', async () => {
    let open: () => void = () => undefined;
    const early = new CountingDriver();
    const late = new CountingDriver(() => new Promise((resolve) => (open = resolve)));
    const failing = new CountingDriver(down);
    const starting = start(
      KvStoreModule.forRoot({ name: 'early', driver: early }),
      KvStoreModule.forRoot({ name: 'late', driver: late }),
      KvStoreModule.forRoot({ name: 'failing', driver: failing }),
    );
    await expect(starting).rejects.toMatchObject({ code: 'UNAVAILABLE', store: 'failing' });
    expect([early.closed, failing.closed]).toEqual([1, 1]);
    open();
    await settled();
    expect([late.opened, late.closed]).toEqual([1, 1]);
  });

  it('is one that has not ended: a module that is loaded later harms no store that is in use', async () => {
    const driver = new CountingDriver();
    const app = await start(KvStoreModule.forRoot({ driver }));
    const load = app
      .get(LazyModuleLoader)
      .load(() => KvStoreModule.forRoot({ name: 'more', driver: new CountingDriver(down) }));
    await expect(load).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(driver.closed).toBe(0);
    await app.close();
    expect(driver.closed).toBe(1);
  });
});

describe('a store with startup lazy', () => {
  it('starts with its back end down, says so, and says when it is open', async () => {
    let isUp = false;
    const driver = new CountingDriver(() => (isUp ? Promise.resolve() : down()));
    const app = await start(KvStoreModule.forRoot({ driver, startup: 'lazy' }));
    await settled();
    expect(logged).toContain("Store 'default' is opened in the background: driver scripted");
    const failed = logged.find((line) => line.includes('open on store'));
    expect(failed).toMatch(/^open on store 'default' .* failed with UNAVAILABLE: .* It is tried again\.$/);
    await expect(app.get<KvStore>(KV_STORE).get('a')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    isUp = true;
    await until(() => logged.includes("Store 'default' is open"));
    await app.close();
    expect([driver.opened, driver.closed]).toEqual([1, 1]);
  });
});

describe('a shutdown', () => {
  it('closes the others, and says so, where one store cannot be closed', async () => {
    const [stuck, other] = [new CountingDriver(), new CountingDriver()];
    stuck.close = () => Promise.reject(new Error('refused'));
    const app = await start(
      KvStoreModule.forRoot({ name: 'stuck', driver: stuck }),
      KvStoreModule.forRoot({ name: 'other', driver: other }),
    );
    await app.close();
    expect(other.closed).toBe(1);
    expect(logged).toContain("Store 'other' is closed");
    expect(logged.find((line) => line.startsWith("close on store 'stuck'"))).toContain('INVALID_ARGUMENT');
  });

  it('twice is harmless', async () => {
    const driver = new CountingDriver();
    const app = await start(KvStoreModule.forRoot({ driver }));
    await app.close();
    await app.close();
    expect(driver.closed).toBe(1);
  });
});

it('the log says when the circuit breaker opens and closes', async () => {
  const driver = new CountingDriver();
  const breaker = { minimumCalls: 2, halfOpenAfter: 10 };
  const app = await start(KvStoreModule.forRoot({ name: 'broken', driver, breaker }));
  const kv = app.get<KvStore>(getKvStoreToken('broken'));
  const ask = async () => {
    const answer = kv.get('a').catch(() => undefined);
    await settled();
    driver.requests.pop()?.fail(new Error('down'));
    return answer;
  };
  await ask();
  await ask();
  await settled();
  const aboutIt = () => logged.filter((line) => line.includes('circuit breaker') && line.startsWith('Store'));
  expect(aboutIt()).toEqual(["Store 'broken': the circuit breaker is open, so calls fail at once."]);
  await until(async () => {
    const answer = kv.get('a').catch(() => undefined);
    await settled();
    driver.requests.pop()?.answer();
    return (await answer) !== undefined;
  });
  await settled();
  expect(aboutIt()).toHaveLength(2);
  expect(aboutIt()[1]).toBe("Store 'broken': the circuit breaker is closed again");
  await app.close();
});

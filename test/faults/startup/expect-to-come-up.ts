import { createKvStore, type KvError, type KvStoreOptions } from 'nestjs-kv-store';

import { until } from '../../support/until.js';

/** What keeps a back end from answering, for a while. */
export interface Outage {
  begin(): void | Promise<void>;
  end(): void | Promise<void>;
}

/** Milliseconds for what must not hang. A connection to NATS that is being made cannot be given up before 3 s. */
const soon = 4_500;

async function elapsed<R>(work: Promise<R>): Promise<{ result: R; ms: number }> {
  const since = performance.now();
  const result = await work;
  return { result, ms: performance.now() - since };
}

const failureOf = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error as KvError,
  );

/** A store that is opened while its back end is down is there at once, says so, and comes up with it. */
export async function expectToComeUp(options: KvStoreOptions, outage: Outage): Promise<void> {
  await outage.begin();
  const opened = await elapsed(createKvStore({ ...options, startup: 'lazy' }));
  expect(opened.ms).toBeLessThan(soon);
  await using kv = opened.result;
  try {
    const health = await elapsed(kv.healthCheck({ timeout: 300 }));
    expect(health.ms).toBeLessThan(soon);
    expect(health.result.status).toBe('down');
    const failed = await elapsed(failureOf(kv.set('early', '1', { timeout: 300 })));
    expect(failed.ms).toBeLessThan(soon);
    expect(failed.result?.outcome).toBeUndefined();
    expect(['UNAVAILABLE', 'TIMEOUT']).toContain(failed.result?.code);
  } finally {
    await outage.end();
  }
  await until(async () => (await failureOf(kv.set('key', 'value', { timeout: 1_000 }))) === undefined);
  expect(await kv.get('key')).toBe('value');
  expect(await kv.get('early')).toBeUndefined();
  expect((await kv.healthCheck()).status).toBe('up');
  expect((await elapsed(kv.close())).ms).toBeLessThan(soon);
}

/** A store that is closed while its back end is down waits for nothing. */
export async function expectToCloseAtOnce(options: KvStoreOptions, outage: Outage): Promise<void> {
  await outage.begin();
  try {
    const kv = await createKvStore({ ...options, startup: 'lazy' });
    const waiting = failureOf(kv.get('key', { timeout: 100 }));
    expect((await elapsed(kv.close())).ms).toBeLessThan(soon);
    expect(['UNAVAILABLE', 'TIMEOUT', 'CLOSED']).toContain((await waiting)?.code);
  } finally {
    await outage.end();
  }
}

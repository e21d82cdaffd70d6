import { Telemetry } from '../../../../test/support/telemetry.js';
import type { KvDriverEvent } from '../core/kv-driver.js';
import { createKvStore } from '../create-kv-store.js';
import { createMemoryDriver } from '../drivers/memory/memory.driver.js';
import { KvOpenTelemetryObserver } from './index.js';

let telemetry: Telemetry | undefined;
afterEach(() => telemetry?.stop());

const own = { 'db.system.name': 'memory', 'kv_store.name': 'default' };

it('times each call in seconds, by the conventions, and never by key', async () => {
  // Made before the SDK is registered, as where modules are imported first.
  const observers = [new KvOpenTelemetryObserver()];
  telemetry = new Telemetry();
  const kv = await createKvStore({ driver: 'memory', observers });
  await kv.set('secret-key', 'value');
  await kv.get('secret-key');
  await kv.get('other');
  await kv.get('').catch(() => undefined);
  const points = await telemetry.points('db.client.operation.duration');
  const counts = points.map(({ attributes, value }) => [attributes, (value as { count: number }).count]);
  expect(counts).toEqual([
    [{ ...own, 'db.operation.name': 'open' }, 1],
    [{ ...own, 'db.operation.name': 'set' }, 1],
    [{ ...own, 'db.operation.name': 'get' }, 2],
    [{ ...own, 'db.operation.name': 'get', 'error.type': 'INVALID_ARGUMENT' }, 1],
  ]);
  const [metric] = await telemetry.metrics();
  expect(metric?.descriptor).toMatchObject({ unit: 's' });
  expect(points[1]?.value).toMatchObject({
    buckets: { boundaries: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] },
  });
  expect((points[1]?.value as { max: number }).max).toBeLessThan(1);
  expect(JSON.stringify(await telemetry.metrics())).not.toContain('secret');
  await kv.close();
});

it("counts the driver's events, as Prometheus gets them", async () => {
  telemetry = new Telemetry();
  const events: KvDriverEvent[] = [
    { type: 'batch', operation: 'read', size: 50 },
    { type: 'capacity', operation: 'read', units: 2.5 },
    { type: 'leftovers', operation: 'write', count: 7 },
    { type: 'throttled', operation: 'read' },
  ];
  const driver = Object.assign(createMemoryDriver(), { inProcess: false });
  const read = driver.read.bind(driver);
  driver.read = (keys, call) => {
    for (const event of events) call.report?.(event);
    return read(keys, call);
  };
  const observers = [new KvOpenTelemetryObserver()];
  const kv = await createKvStore({ driver, observers, cache: { max: 10, ttl: 60_000 }, breaker: {} });
  await kv.getMany(['a', 'b']);
  await kv.set('a', 'value');
  await kv.get('a');
  await kv.get('a');
  const store = { store: 'default', driver: 'memory' };
  const points = async (name: string) => telemetry?.points(`kv_store.${name}`);
  expect(await points('batch_size')).toMatchObject([
    { attributes: { ...store, operation: 'read' }, value: { count: 2, sum: 100 } },
  ]);
  expect(await points('consumed_capacity_units')).toEqual([
    { attributes: { ...store, operation: 'read' }, value: 5 },
  ]);
  expect(await points('retried_leftovers')).toEqual([
    { attributes: { ...store, operation: 'write' }, value: 14 },
  ]);
  expect(await points('throttled_requests')).toEqual([
    { attributes: { ...store, operation: 'read' }, value: 2 },
  ]);
  expect(await points('cache_reads')).toEqual([
    { attributes: { ...store, result: 'miss' }, value: 3 },
    { attributes: { ...store, result: 'hit' }, value: 1 },
  ]);
  expect(await points('breaker_state')).toEqual(
    ['closed', 'open', 'half-open'].map((state) => ({
      attributes: { ...store, state },
      value: state === 'closed' ? 1 : 0,
    })),
  );
  await kv.close();
});

it('needs no SDK', async () => {
  const kv = await createKvStore({ driver: 'memory', observers: [new KvOpenTelemetryObserver()] });
  await kv.set('key', 'value');
  expect(await kv.get('key')).toBe('value');
  await kv.close();
});

import { createKvStore } from '../../create-kv-store.js';
import type { CheckedMemoryOptions } from './memory.options.js';

it('ends a page empty rather than look at very many entries in one turn of the event loop', async () => {
  await using kv = await createKvStore({ driver: 'memory' });
  await kv.setMany(Array.from({ length: 10_000 }, (_, index) => [`out:${index}`, 'value']));
  await kv.set('in:a', 'value');
  const first = await kv.page({ prefix: 'in:' });
  expect(first).toEqual({ entries: [], cursor: expect.any(String) as string });
  const second = await kv.page({ prefix: 'in:', cursor: first.cursor });
  expect(second.entries.map(({ key }) => key)).toEqual(['in:a']);
  expect(second).not.toHaveProperty('cursor');
});

describe('the sweep', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const bounds: CheckedMemoryOptions[] = [
    {},
    { maxEntries: 100_000, maxBytes: 1_048_576, whenFull: 'evict-least-recently-used' },
  ];

  it.each(bounds)('removes within a minute what has expired, and nothing else (%j)', async (options) => {
    await using kv = await createKvStore({ driver: 'memory', ...options });
    const entries = async () => (await kv.healthCheck()).details['entries'];
    await kv.setMany(
      Array.from({ length: 100 }, (_, index) => [`short-${index}`, '1']),
      { ttl: 30_000 },
    );
    await kv.setMany(
      Array.from({ length: 100 }, (_, index) => [`long-${index}`, '1']),
      { ttl: 90_000 },
    );
    await kv.set('forever', '1');
    await kv.set('short-0', '1', { ttl: 90_000 });
    jest.advanceTimersByTime(59_999);
    expect(await entries()).toBe(201);
    jest.advanceTimersByTime(1);
    expect(await entries()).toBe(102);
    jest.advanceTimersByTime(60_000);
    expect(await entries()).toBe(1);
    expect(await kv.get('forever')).toBe('1');
  });

  it('takes more than one turn of the event loop where very many have expired', async () => {
    await using kv = await createKvStore({ driver: 'memory' });
    const entries = async () => (await kv.healthCheck()).details['entries'];
    await kv.setMany(
      Array.from({ length: 25_000 }, (_, index) => [`short-${index}`, '1']),
      { ttl: 1 },
    );
    const left: unknown[] = [];
    // Between two timers there are turns.
    jest.advanceTimersByTime(60_000 - 1);
    setTimeout(() => left.push(entries()), 1);
    jest.advanceTimersByTime(1);
    jest.runOnlyPendingTimers();
    left.push(entries());
    expect(await Promise.all(left)).toEqual([15_000, 0]);
  });

  it('ends when the store is closed', async () => {
    const kv = await createKvStore({ driver: 'memory' });
    await kv.close();
    expect(jest.getTimerCount()).toBe(0);
  });
});

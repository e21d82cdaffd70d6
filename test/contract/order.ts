import type { KvStore } from 'nestjs-kv-store';

/** What every store promises of calls made side by side in one process. */
export function describeOrder(
  open: () => Promise<KvStore>,
  close: () => Promise<void> = () => Promise.resolve(),
) {
  let kv: KvStore;

  beforeAll(async () => {
    kv = await open();
  });
  afterAll(() => close());

  let count = 0;
  const fresh = () => `ordered-${String((count += 1))}`;

  it('the last of many sets and deletes is what stays', async () => {
    const [set, deleted] = [fresh(), fresh()];
    const calls: Promise<void>[] = [];
    for (let index = 0; index < 40; index += 1) {
      calls.push(kv.set(set, String(index)), kv.delete(deleted));
      calls.push(kv.delete(set), kv.set(deleted, String(index)));
    }
    calls.push(kv.set(set, 'last'), kv.delete(deleted));
    await Promise.all(calls);
    expect(await kv.getMany([set, deleted])).toEqual(['last', undefined]);
  });

  it('a set lands after all that was called before it', async () => {
    const key = fresh();
    const results = Promise.all([
      kv.set(key, '1'),
      kv.increment(key, 10),
      kv.increment(key, 100),
      kv.set(key, '5'),
      kv.increment(key, 1_000),
      kv.take(key),
      kv.create(key, '7'),
      kv.delete(key),
      kv.create(key, 'again'),
      kv.update(key, (current = '') => `${current} and again`),
      kv.setMany([[key, 'last']]),
    ]);
    const [, one, two, , three] = await results;
    // Overlapping, so in either order.
    expect([one, two].sort((a, b) => a - b)).toEqual([expect.any(Number) as number, 111]);
    expect([1_005, 1_000, 1_007]).toContain(three);
    expect(await kv.get(key)).toBe('last');
  });

  it('a set waits for an update whose change takes its time', async () => {
    const key = fresh();
    await kv.set(key, 'a');
    const order: string[] = [];
    const updated = kv.update(key, async (current) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      order.push('changed');
      return `${current ?? ''}b`;
    });
    const set = kv.set(key, 'c').then(() => order.push('set'));
    expect(await updated).toBe('ab');
    await set;
    expect(order).toEqual(['changed', 'set']);
    expect(await kv.get(key)).toBe('c');
  });

  it('a thousand creates of one key do not queue', async () => {
    const key = fresh();
    const commits = await Promise.all(
      Array.from({ length: 1_000 }, () => kv.create(key, 'value', { timeout: 30_000 })),
    );
    expect(commits.filter(({ ok }) => ok)).toHaveLength(1);
  }, 40_000);

  it('equal and different reads beside writes give what is there', async () => {
    const keys = Array.from({ length: 30 }, fresh);
    await kv.setMany(keys.map((key) => [key, key]));
    const reads = await Promise.all([...keys, ...keys, ...keys].map((key) => kv.get(key)));
    expect(reads).toEqual([...keys, ...keys, ...keys]);
  });
}

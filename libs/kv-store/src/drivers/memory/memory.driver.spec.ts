import { createKvStore } from '../../create-kv-store.js';

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

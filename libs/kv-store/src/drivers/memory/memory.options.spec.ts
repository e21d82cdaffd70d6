import { createKvStore } from '../../create-kv-store.js';

it.each([
  [{ maxEntries: 0 }, "option 'maxEntries' of driver 'memory' must be a whole number from 1, not 0."],
  [{ maxEntries: 1.5 }, "option 'maxEntries' of driver 'memory' must be a whole number from 1, not 1.5."],
  [{ maxEntries: Infinity }, "option 'maxEntries' of driver 'memory' must be a whole number from 1"],
  [{ maxBytes: -1 }, "option 'maxBytes' of driver 'memory' must be a whole number from 1, not -1."],
  [{ maxBytes: '1 MB' }, "option 'maxBytes' of driver 'memory' must be a whole number from 1"],
  [{ maxEntries: 1, whenFull: 'evict' }, "must be 'refuse' or 'evict-least-recently-used'"],
  [{ whenFull: 'refuse' }, "'whenFull' of driver 'memory' needs a bound, or the store is never full."],
  [{ whenFull: 'evict-least-recently-used' }, "Give 'maxEntries' or 'maxBytes' as well."],
  [{ maxSize: 1 }, "no option 'maxSize'. Its options: maxEntries, maxBytes, whenFull."],
])('refuses %j', async (options, message) => {
  await expect(createKvStore({ driver: 'memory', ...options } as never)).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining(message),
  });
});

it.each([{}, { whenFull: undefined }, { maxEntries: 1 }, { maxBytes: 1, whenFull: 'refuse' as const }])(
  'takes %j',
  async (options) => {
    await using kv = await createKvStore({ driver: 'memory', ...options } as never);
    expect(await kv.healthCheck()).toMatchObject({ status: 'up', details: { entries: 0 } });
  },
);

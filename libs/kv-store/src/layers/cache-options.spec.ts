import { createKvStore } from '../create-kv-store.js';

describe("option 'cache'", () => {
  it.each([
    [true, "option 'cache' of a store must be an object such as { max: 10000, ttl: 5000 }, not a boolean."],
    [{ max: 10 }, "option 'cache' of a store must be an object such as { max: 10000, ttl: 5000 }, with both"],
    [{ ttl: 10 }, "option 'cache' of a store must be an object such as { max: 10000, ttl: 5000 }, with both"],
    [{ max: 0, ttl: 10 }, "option 'max' of option 'cache' must be a whole number from 1 to 10000000, not 0."],
    [{ max: 1.5, ttl: 10 }, "option 'max' of option 'cache' must be a whole number"],
    [{ max: 10_000_001, ttl: 10 }, "option 'max' of option 'cache' must be a whole number"],
    [{ max: 10, ttl: 0 }, "option 'ttl' of option 'cache' must be milliseconds, more than 0"],
    [{ max: 10, ttl: Infinity }, "option 'ttl' of option 'cache' must be milliseconds, more than 0"],
    [{ max: 10, ttl: 10, misses: 'yes' }, "option 'misses' of option 'cache' must be true or false"],
    [{ max: 10, ttl: 10, size: 1 }, "option 'cache' has no option 'size'. Its options: max, ttl, misses."],
  ])('%j is refused with a sentence that says why', async (cache, said) => {
    await expect(createKvStore({ driver: 'memory', cache: cache as never })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining(said),
    });
  });

  it('may be left undefined', async () => {
    await using kv = await createKvStore({ driver: 'memory', cache: undefined as never });
    expect(await kv.get('key')).toBeUndefined();
  });
});

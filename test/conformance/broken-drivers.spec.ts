import { brokenDriver, brokenDrivers } from './broken-drivers.js';
import { memoryDriver } from './drivers.js';
import { runSuite } from './run-suite.js';

const suite = { name: 'broken', time: 'controlled', data: 'lost' } as const;

describe('the suite', () => {
  it.each(brokenDrivers)(
    'finds in %s that %s',
    async (topic, _, otherwise) => {
      const create = () => brokenDriver(otherwise);
      const itsTests = new RegExp(`> [^>]*${topic} >`);
      // Besides, some that are of something else, to show that the driver can be opened and called.
      const which = new RegExp(`${itsTests.source}|> bare > lifecycle >`);
      const { failed, passed } = await runSuite({ ...suite, create }, which);
      expect(failed.filter((title) => itsTests.test(title))).not.toEqual([]);
      expect(passed).not.toEqual([]);
    },
    60_000,
  );

  it('finds nothing wrong in a driver that is right', async () => {
    const { failed, passed } = await runSuite(
      { ...suite, create: memoryDriver, effort: { sequences: 10, histories: 1 } },
      /./,
    );
    expect(failed).toEqual([]);
    expect(passed.length).toBeGreaterThan(400);
  }, 60_000);

  it('finds entries that a driver has lost when it is opened again', async () => {
    const { failed } = await runSuite({ ...suite, data: 'kept', create: memoryDriver }, /> lifecycle >/);
    expect(failed.length).toBeGreaterThan(0);
  });

  it.each([
    [{ ...suite, create: undefined }, "'create'"],
    [{ ...suite, create: memoryDriver, time: 'simulated' }, "'time'"],
    [{ ...suite, create: memoryDriver, data: 'here' }, "'data'"],
    [{ ...suite, create: memoryDriver, data: 'shared', cache: { max: 1, ttl: 1 } }, "'cache'"],
    [undefined, "'name'"],
  ])('says what it is not told: %#', async (wrong, named) => {
    await expect(runSuite(wrong as never, /./)).rejects.toThrow(named);
  });
});

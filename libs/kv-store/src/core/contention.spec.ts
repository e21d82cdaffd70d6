import { ScriptedDriver } from '../../../../test/support/scripted-driver.js';
import { createKvStore } from '../create-kv-store.js';

afterEach(() => jest.restoreAllMocks());

it('pauses of those who lose again and again grow from some milliseconds, twice as long each time', async () => {
  // The longest of the pauses that may be: 4, 8, 16, 32, 64, 128 and 250 ms.
  jest.spyOn(Math, 'random').mockReturnValue(1);
  const driver = new ScriptedDriver();
  driver.read = (keys) =>
    Promise.resolve(keys.map(() => ({ ok: true, value: { value: 'theirs', version: 'new' } })));
  const swap = jest.spyOn(driver, 'swap').mockResolvedValue(undefined);
  const kv = await createKvStore({ driver });
  await expect(kv.update('key', () => 'mine', { timeout: 400 })).rejects.toMatchObject({ code: 'CONFLICT' });
  expect(swap.mock.calls.length).toBeGreaterThanOrEqual(5);
  expect(swap.mock.calls.length).toBeLessThanOrEqual(9);
});

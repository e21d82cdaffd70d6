import { ScriptedDriver, settled } from '../../../../test/support/scripted-driver.js';
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

it('those who lost take turns, and one whose caller has left meanwhile lets its turn pass', async () => {
  const driver = new ScriptedDriver();
  driver.read = (keys) => Promise.resolve(keys.map(() => ({ ok: true, value: undefined })));
  const kv = await createKvStore({ driver });
  const answers: ((version: string | undefined) => void)[] = [];
  jest.spyOn(driver, 'swap').mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
  const controller = new AbortController();
  const first = kv.increment('key');
  const second = kv.increment('key', 1, { signal: controller.signal });
  const third = kv.increment('key');
  await settled();
  expect(answers).toHaveLength(3);
  for (const answer of answers) answer(undefined);
  await settled();
  expect(answers).toHaveLength(4);
  controller.abort();
  await expect(second).rejects.toMatchObject({ code: 'ABORTED' });
  answers[3]?.('1');
  expect(await first).toBe(1);
  await settled();
  expect(answers).toHaveLength(5);
  answers[4]?.('2');
  expect(await third).toBe(1);
  await settled();
  expect(answers).toHaveLength(5);
});

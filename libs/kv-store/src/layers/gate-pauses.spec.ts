import { setTimeout as pause } from 'node:timers/promises';

import { Gate } from './gate.js';

jest.mock('node:timers/promises', () => ({ setTimeout: jest.fn(() => Promise.resolve()) }));

it('waits twice as long after each attempt, and never longer than five seconds', async () => {
  jest.spyOn(Math, 'random').mockReturnValue(1);
  let left = 8;
  await new Gate().openBy(() => {
    left -= 1;
    return left === 0 ? Promise.resolve() : Promise.reject(new Error('down'));
  }, new AbortController().signal);
  const pauses = jest.mocked(pause).mock.calls.map(([milliseconds]) => milliseconds);
  expect(pauses).toEqual([200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
});

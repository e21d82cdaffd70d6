import { setImmediate as turnOfTheLoop } from 'node:timers/promises';

import { Turns } from './turns.js';

describe('Turns', () => {
  it('gives the first its turn at once, and each other two turns of the event loop after the one before', async () => {
    const turns = new Turns();
    const log: string[] = [];
    for (const name of ['a', 'b', 'c']) void turns.take().then(() => log.push(name));
    await Promise.resolve();
    for (const expected of [['a'], ['a'], ['a', 'b'], ['a', 'b'], ['a', 'b', 'c']]) {
      await Promise.resolve();
      expect(log).toEqual(expected);
      await turnOfTheLoop();
    }
  });

  it('keeps nobody waiting who comes later', async () => {
    const turns = new Turns();
    await turns.take();
    await turnOfTheLoop();
    await turnOfTheLoop();
    await turnOfTheLoop();
    let taken = false;
    void turns.take().then(() => (taken = true));
    await Promise.resolve();
    expect(taken).toBe(true);
  });
});

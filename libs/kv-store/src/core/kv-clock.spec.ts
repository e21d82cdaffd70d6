import { nowBy } from './kv-clock.js';

it('gives the time of a clock', () => {
  expect(nowBy({ now: () => 42 })).toBe(42);
});

it.each([NaN, Infinity, undefined, '42'])('refuses a clock that gives %p', (time) => {
  expect(() => nowBy({ now: () => time as number })).toThrow("option 'clock' of the store must give");
});

it('refuses a clock that throws, and says by its class what it threw', () => {
  const now = () => {
    throw Object.assign(new TypeError('secret'), { name: 'secret' });
  };
  expect(() => nowBy({ now })).toThrow("option 'clock' of the store gives no time: it throws (TypeError).");
});

it('refuses a clock that gives a promise, whose rejection ends no process', async () => {
  const then = jest.fn((_resolve: unknown, reject: (why: Error) => void) => {
    reject(new Error('unheard'));
  });
  expect(() => nowBy({ now: () => ({ then }) as never })).toThrow('must give epoch milliseconds');
  await new Promise(setImmediate);
  expect(then).toHaveBeenCalledTimes(1);
});

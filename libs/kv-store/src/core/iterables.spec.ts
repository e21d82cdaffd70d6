import { listOf, pairIn } from './iterables.js';

it('what never ends is given up after a million, and its end is asked for', () => {
  const ended = jest.fn();
  function* endless() {
    try {
      for (;;) yield 'a';
    } finally {
      ended();
    }
  }
  expect(() => listOf(endless(), 'keys')).toThrow(
    "'keys' has more than 1000000 elements, if it ends at all.",
  );
  expect(ended).toHaveBeenCalledTimes(1);
});

it('a million is not too many', () => {
  const most = new Array<string>(1_000_000).fill('a');
  expect(listOf(most, 'keys')).toHaveLength(1_000_000);
});

it('an iterator or a pair that throws is refused by the name of what it threw', () => {
  const throwing = {
    [Symbol.iterator](): Iterator<string> {
      throw new RangeError('secret');
    },
  };
  expect(() => listOf(throwing, 'entries')).toThrow("'entries' cannot be iterated: it throws (RangeError).");
  const pair = Object.assign(['a', 'b'] as const, throwing) as unknown as readonly [string, string];
  expect(() => pairIn(pair)).toThrow('not what throws when it is looked at (RangeError)');
});

it('a string is none, in whatever disguise', () => {
  for (const letters of ['ab', new String('ab')]) {
    expect(() => listOf(letters as never, 'keys')).toThrow("'keys' must be an array or another iterable");
  }
});

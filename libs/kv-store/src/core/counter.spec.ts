import { nextCount } from './counter.js';

it.each(['0', '7', '-7', '9007199254740991', '-9007199254740991'])('%s can be counted on', (stored) => {
  expect(nextCount(stored, 0)).toBe(Number(stored));
});

it('bytes are counted on as the text that they are', () => {
  expect(nextCount(Buffer.from('-7'), 10)).toBe(3);
});

it.each([
  ['a text beyond 2^53 − 1, though the sum is not', '9007199254740992', -5],
  ['a text below −(2^53 − 1), though the sum is not', '-9007199254740993', 5],
  ['bytes that are no digits', Uint8Array.of(0xff), 1],
  ['many bytes', Buffer.alloc(1_000_000, '1'), 1],
])('%s cannot', (_, stored, by) => {
  expect(() => nextCount(stored, by)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
});

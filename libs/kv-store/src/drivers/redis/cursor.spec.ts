import { placeIn } from './cursor.js';

it.each(['0', '18446744073709551615'])('a cursor may hold %s, as SCAN gives it', (scan) => {
  expect(placeIn(JSON.stringify([0, scan, null, null]))).toMatchObject({ scan });
});

it.each([
  ['too large a number', '18446744073709551616'],
  ['5,000 digits', '9'.repeat(5_000)],
  ['a number below 0', '-1'],
  ['nothing', ''],
])('a cursor that holds %s is refused here, and not by the server in words that say less', (_, scan) => {
  expect(() => placeIn(JSON.stringify([0, scan, null, null]))).toThrow("'cursor' is none of these servers'");
});

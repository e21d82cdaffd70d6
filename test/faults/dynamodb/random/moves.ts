import fc from 'fast-check';

import { breaking, type Fate, leaving, losing, refusing } from '../../../support/stub-dynamodb/index.js';

const html = '<html><body>Bad Gateway</body></html>';

/** Which of sixteen are left undone. */
const masks = fc
  .integer({ min: 1, max: 0xff_ff })
  .map((mask) => (_: string, index: number) => ((mask >> (index % 16)) & 1) === 1);
const done = fc.boolean();

const refused = fc
  .constantFrom(
    'ProvisionedThroughputExceededException',
    'ThrottlingException',
    'RequestLimitExceeded',
    'UnrecognizedClientException',
    'AccessDeniedException',
    'ValidationException',
  )
  .map((name) => refusing(name));

const fate: fc.Arbitrary<Fate> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 6, arbitrary: masks.map(leaving) },
  fc.constant(leaving(() => true)),
  refused,
  done.map((is) => breaking(is)),
  done.map((is) => losing(is)),
  done.map((is): Fate => ({ done: is, cut: 'midway' })),
  done.map((is): Fate => ({ done: is, raw: { body: html } })),
  done.map((is): Fate => ({ done: is, raw: { body: html, status: 502 } })),
  done.map((is): Fate => ({ done: is, raw: { body: '' } })),
  // Half of it is done, and nobody hears of it.
  masks.map((leave): Fate => ({ leave, cut: 'instead' })),
);

/** Done, and refused when it is sent again: the last answer is not the truth. */
const deceptive = refused.map((refusal) => [breaking(true), refusal]);

/** What becomes of the requests, one after the other. Those that come later are answered. */
export const moves = fc
  .array(fc.oneof({ weight: 4, arbitrary: fate.map((one) => [one]) }, deceptive), { maxLength: 30 })
  .map((fates) => fates.flat());

/** Whether nobody can know if what was sent has been done. */
export function isAmbiguous({ cut, raw, error }: Fate): boolean {
  return cut !== undefined || raw !== undefined || (error?.status ?? 0) >= 500;
}

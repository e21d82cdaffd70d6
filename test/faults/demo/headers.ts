import fc from 'fast-check';

import type { Header } from './message.js';

const tags = [
  ...[
    '*',
    '"a"',
    'W/"a"',
    'a',
    '"',
    '"a',
    '""',
    '"%"',
    '"%41"',
    ',',
    ', ,',
    '"a" "b"',
    '**',
    '"*"',
    'null',
    '',
  ],
  ...[
    '"a",'.repeat(500),
    '"'.repeat(5_000),
    ','.repeat(5_000),
    '\x80\xff',
    '"\t"',
    '"__proto__"',
    'W/'.repeat(2_000),
  ],
];

const ifMatch = fc.tuple(fc.constantFrom('If-Match', 'If-None-Match', 'if-match'), fc.constantFrom(...tags));

const others: Header[] = [
  ['X-Large', 'x'.repeat(20_000)],
  ['X-Forwarded-For', '1.2.3.4, __proto__, ::ffff:1.2.3.4%eth0'],
  ['X-Forwarded-Host', '\xff'],
  ['X-HTTP-Method-Override', 'DELETE'],
  ['Range', 'bytes=99999999999-'],
  ['Range', 'bytes=0-0,1-1,-'],
  ['Expect', '100-continue'],
  ['Expect', 'the worst'],
  ['Upgrade', 'websocket'],
  ['Connection', 'Upgrade, HTTP2-Settings'],
  ['Host', 'another'],
  ['Accept', 'text/html;q=__proto__, */*;q=9'],
  ['Accept-Encoding', 'gzip, *;q=0'],
  ['Cookie', '__proto__=1; constructor=2; =; ;'],
  ['Authorization', 'Basic !!!'],
  ['Origin', 'null'],
  ['If-Modified-Since', 'yesterday'],
  ['If-Range', '"'],
  ['__proto__', 'polluted'],
  ['constructor', 'polluted'],
  ['Bad Name', 'x'],
  ['', 'x'],
  ['X-Line', 'a\rb'],
  ['X-Nul', 'a\0b'],
];

const header = fc.oneof(
  { weight: 3, arbitrary: ifMatch },
  { weight: 2, arbitrary: fc.constantFrom(...others) },
  {
    weight: 1,
    arbitrary: fc.tuple(
      fc.string({ unit: 'binary-ascii', maxLength: 8 }),
      fc.string({ unit: 'binary-ascii', maxLength: 20 }),
    ),
  },
);

export const headers: fc.Arbitrary<Header[]> = fc.oneof(
  { weight: 40, arbitrary: fc.array(header, { minLength: 1, maxLength: 3 }) },
  {
    weight: 1,
    arbitrary: fc.constant(Array.from({ length: 1_500 }, (_, index): Header => [`X-${index}`, '1'])),
  },
);

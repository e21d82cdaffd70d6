import fc from 'fast-check';

import type { Header } from './message.js';

/** What each route takes. */
export const rightBodies = {
  kv: { value: 'text', ttl: 60_000 },
  user: { name: 'Ada', email: 'ada@example.org', age: 36 },
  link: { url: 'https://example.org/', ttl: 60_000 },
} as const;

const oddTexts = [
  ...[
    '',
    ' ',
    'null',
    'true',
    '1',
    '-',
    '"x"',
    '[]',
    '{}',
    '[[]]',
    '{"value":',
    '{"value":"x"',
    '{"value":"x"}}',
  ],
  ...[
    "{'value':'x'}",
    '{"value":"x",}',
    '{value:"x"}',
    '{"value":"x"}{"value":"y"}',
    '// {}',
    '\ufeff{"value":"x"}',
  ],
  ...[
    '{"value":"x","value":1}',
    '{"value":"\\ud800"}',
    '{"value":"\\u0000"}',
    '{"value":"\0"}',
    '{"value":"\\x"}',
  ],
  '{"value":"x","__proto__":{"polluted":1}}',
  '{"__proto__":{"value":"x"}}',
  '{"constructor":{"prototype":{"polluted":1}},"value":"x"}',
  '{"name":"a","email":"a@b.co","__proto__":{"age":-1},"hasOwnProperty":1}',
  '[{"__proto__":[{"polluted":1}]}]',
  '{"toString":1,"valueOf":1,"then":1}',
  '{"length":4294967295,"value":"x"}',
];

/** In place of a value, as JSON has it, or nearly. */
const oddValues = [
  ...[
    'NaN',
    '-NaN',
    'Infinity',
    '-Infinity',
    '1e999',
    '-1e999',
    '-0',
    '1e-400',
    '01',
    '+1',
    '.5',
    '0x10',
    '1_000',
  ],
  ...[
    '9007199254740993',
    '1e308',
    '0.1',
    '-1',
    '0',
    'null',
    'true',
    '[]',
    '{}',
    '""',
    'undefined',
    '"\\ud83d"',
  ],
  ...['"javascript:alert(1)"', '"http://["', '"http://\\u0000"', '"//x"', '"http://x\\r\\nSet-Cookie: a=b"'],
  ...[
    '{"toJSON":1}',
    '["a"]',
    `"${'x'.repeat(3_000)}"`,
    `"${'@'.repeat(3_000)}"`,
    `"http://${'a.'.repeat(1_500)}"`,
  ],
];

const nearlyRight = fc
  .tuple(
    fc.constantFrom(...Object.values(rightBodies)),
    fc.nat(2),
    fc.constantFrom(...oddValues),
    fc.boolean(),
  )
  .map(([right, place, odd, isMore]) => {
    const properties = Object.entries(right).map(([name, value], index) => {
      return `${JSON.stringify(name)}:${index === place ? odd : JSON.stringify(value)}`;
    });
    return `{${[...properties, ...(isMore ? [`"more":${odd}`] : [])].join(',')}}`;
  });

const cut = fc.tuple(nearlyRight, fc.nat(40)).map(([text, length]) => text.slice(0, length));

const notUtf8 = fc
  .uint8Array({ minLength: 1, maxLength: 4 })
  .map((bytes) => Buffer.concat([Buffer.from('{"value":"'), bytes, Buffer.from('"}')]));

export const oddBody: fc.Arbitrary<string | Buffer> = fc.oneof(
  { weight: 3, arbitrary: nearlyRight },
  fc.constantFrom(...oddTexts),
  cut,
  notUtf8,
  fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.stringify(value)),
);

const brackets = 100_000;

/** What takes time to read, or room. */
export const hugeBody: fc.Arbitrary<string> = fc.constantFrom(
  '['.repeat(brackets),
  '['.repeat(brackets) + ']'.repeat(brackets),
  '{"a":'.repeat(brackets) + '1' + '}'.repeat(brackets),
  `{"value":${'['.repeat(brackets)}${']'.repeat(brackets)}}`,
  `{"value":"x","a":${'{"__proto__":'.repeat(50_000)}1${'}'.repeat(50_000)}}`,
  `{${Array.from({ length: 50_000 }, (_, index) => `"k${index}":1`).join(',')}}`,
  `[${'1,'.repeat(200_000)}1]`,
  `{"value":"${'x'.repeat(1_048_600)}"}`,
  `{"value":"${'x'.repeat(3_000_000)}"}`,
  `{"value":"${'x'.repeat(900_000)}"}`,
  `{"name":"${' '.repeat(900_000)}","email":"${'a.'.repeat(20_000)}@"}`,
  `{"url":"http://${'%'.repeat(500_000)}"}`,
  `{"value":"x","ttl":${'9'.repeat(500_000)}}`,
  ' '.repeat(900_000),
);

const types = [
  ...[
    'application/json',
    'application/json; charset=utf-8',
    'application/merge-patch+json',
    'APPLICATION/JSON',
  ],
  ...[
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    '*/*',
  ],
  ...[
    'application/json; charset',
    'application/json; =',
    'application/json; charset="',
    'application/json,',
    ';;;',
    '',
  ],
  ...[
    'application/json; charset=utf-7',
    'application/json; charset=utf-16',
    'application/json; charset=__proto__',
  ],
  ...[
    'application/problem+json',
    'application/json; charset=latin1',
    '\xff',
    `application/json; ${'a=b;'.repeat(999)}`,
  ],
];

export const contentType: fc.Arbitrary<Header[]> = fc
  .constantFrom(...types)
  .map((type): Header[] => (type === '' ? [] : [['Content-Type', type]]));

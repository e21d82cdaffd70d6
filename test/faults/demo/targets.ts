import fc from 'fast-check';

import { neighbour } from './neighbours.js';

const oddSegments = [
  ...[
    '%00',
    '%2e%2e',
    '%2E',
    '..',
    '.',
    '%ff',
    '%C0%AF',
    '%ED%A0%80',
    '%E0%A4%A',
    '%',
    '%%',
    '%zz',
    '%u0041',
  ],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '__proto__%2fx', 'then'],
  ...[
    '%2F',
    '%5C..%5C',
    '%0d%0aX-Odd:%20y',
    '*',
    ':key',
    '{key}',
    ';a=b',
    '%3Fx',
    '%23x',
    '%F0%9F%97%9D',
    'ÿþ',
  ],
  'k'.repeat(2_049),
  'k'.repeat(9_000),
  'k'.repeat(40_000),
];

const segment = fc.oneof(
  fc.constantFrom(...oddSegments),
  fc.string({ unit: 'binary', maxLength: 20 }).map(encodeURIComponent),
  fc
    .uint8Array({ minLength: 1, maxLength: 8 })
    .map((bytes) => `%${Buffer.from(bytes).toString('hex').match(/../g)?.join('%')}`),
  // With what no request line may hold, too.
  fc.string({ unit: 'binary-ascii', maxLength: 12 }),
);

const pattern = fc.constantFrom(
  ...[
    '/kv/S',
    '/kv/S',
    '/users/S',
    '/users/S',
    '/links/S',
    '/l/S',
    '/users',
    '/links',
    '/kv/',
    '/kv/S/S',
    '//kv/S',
  ],
  ...[
    '/',
    '/S',
    '/S/S',
    '/health',
    '/health/S',
    '/metrics',
    '/metrics/S',
    '/docs/S',
    '/docs-json',
    '/docs-yaml',
  ],
  ...[
    '/kv/../users/S',
    '/kv/%2e%2e/users/S',
    'http://demo/kv/S',
    'http://[/S',
    'S',
    '*',
    'ftp://x/S',
    '/\\S',
  ],
);

/** Where neighbours are kept, by paths that may not lead there. */
export const reaching = fc.constantFrom(
  ...['texts', 'users', 'links', 'hits'].flatMap((folder) => [
    `/kv/${folder}%3A${neighbour}`,
    `/kv/${folder}:${neighbour}`,
    `/kv/..%2f${folder}%2f${neighbour}`,
    `/kv/%2e%2e/${folder}/${neighbour}`,
    `/users/${folder}:${neighbour}`,
    `/l/..%2f${folder}:${neighbour}`,
  ]),
);

const knownMethods = ['GET', 'GET', 'PUT', 'DELETE', 'PATCH', 'POST', 'HEAD', 'OPTIONS'];

export const knownMethod = fc.constantFrom(...knownMethods);

export const method = fc.constantFrom(
  ...knownMethods,
  ...knownMethods,
  ...['TRACE', 'PROPFIND', 'M-SEARCH', 'REPORT', 'BREW', 'get', '__proto__', 'CONNECT', ''],
);

export const path = fc
  .tuple(pattern, segment, segment)
  .map(([text, ...segments]) => text.replace(/S/g, () => segments.pop() ?? ''));

const queryNames = [
  ...[
    'limit',
    'limit',
    'cursor',
    'limit[]',
    'limit[a]',
    'limit[__proto__]',
    '__proto__',
    '__proto__[polluted]',
  ],
  ...[
    'constructor',
    'constructor[prototype][polluted]',
    'toString',
    'ttl',
    'x',
    '',
    '%00',
    '%ff',
    'a.b',
    '[]',
  ],
];
const queryValues = [
  ...[
    '1',
    '2',
    '0',
    '-1',
    '1e3',
    '0x10',
    '1.5',
    'NaN',
    'Infinity',
    '99999999999999999999',
    '',
    'null',
    '[]',
    '{}',
  ],
  ...['%00', '%ff', '%ED%A0%80', '%', 'true', "'%20or%201=1", 'a'.repeat(5_000), '__proto__'],
];

const pairs = fc.array(fc.tuple(fc.constantFrom(...queryNames), fc.constantFrom(...queryValues)), {
  maxLength: 4,
});

export const query = fc.oneof(
  { weight: 30, arbitrary: pairs.map((some) => some.map((pair) => pair.join('=')).join('&')) },
  { weight: 1, arbitrary: fc.constant('x=1&'.repeat(2_000)) },
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }).map(encodeURIComponent) },
);

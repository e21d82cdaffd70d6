import type { Random } from '../../linearizability/random.js';
import { wellFormedText } from './material.js';
import { times } from './support.js';

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Documents that some back end, or some codec, somewhere gets wrong. Their names are for titles. */
export const awkwardDocuments: readonly (readonly [string, Json])[] = [
  ['null', null],
  ['an empty string', ''],
  ['0', 0],
  ['false', false],
  ['true', true],
  ['a number', -1.5e-7],
  ['the largest number', Number.MAX_VALUE],
  ['the string "456"', '456'],
  ['the string "null"', 'null'],
  ['an empty object', {}],
  ['an empty array', []],
  ['an array of nulls', [null, null]],
  [
    'names of prototypes',
    named([
      ['__proto__', { admin: true }],
      ['constructor', 1],
      ['toString', null],
      ['', 0],
    ]),
  ],
  [
    'names that are numbers',
    named([
      ['10', 'a'],
      ['9', 'b'],
      ['01', 'c'],
    ]),
  ],
  ['unicode', { ключ: '値', '🔑': 'e\u0301', '\u2028': '\ufeff\u0000\u001f' }],
  [
    'lone surrogates',
    named([
      ['\ud800', 'a\udc00'],
      ['b', '\ud83d'],
    ]),
  ],
  ['500 levels of arrays', nested(500, (inner) => [inner])],
  ['500 levels of objects', nested(500, (inner) => ({ inner }))],
  ['200 KB', times(2_000, (index) => `${index} ${'x'.repeat(88)}`)],
];

/** A document of at most a few hundred bytes. */
export function documentOf(random: Random, depth = 4): Json {
  const kind = random.below(depth === 0 ? 5 : 8);
  if (kind === 0) return random.pick<Json>([null, true, false, '', 0]);
  if (kind === 1) return random.below(2_000_001) - 1_000_000;
  if (kind === 2) return random.next() * 10 ** (random.below(60) - 30);
  if (kind < 5) return textOf(random);
  const size = random.below(4);
  if (kind === 5) return times(size, () => documentOf(random, depth - 1));
  return named(times(size, () => [nameOf(random), documentOf(random, depth - 1)]));
}

/** JSON can hold what is not well-formed, too, in escapes. */
function textOf(random: Random): string {
  const text = wellFormedText(random, 0, 24);
  return random.below(10) === 0 ? `${text}${random.pick(['\ud800', '\udfff', '\ud83d'])}` : text;
}

function nameOf(random: Random): string {
  const known = [
    'id',
    'name',
    '__proto__',
    'constructor',
    'hasOwnProperty',
    'toString',
    'length',
    '0',
    '',
    '$ref',
  ] as const;
  return random.below(2) === 0 ? random.pick(known) : textOf(random);
}

/** A literal would take `__proto__` for the prototype. */
function named(properties: readonly (readonly [string, Json])[]): Json {
  return Object.fromEntries(properties);
}

function nested(levels: number, around: (inner: Json) => Json): Json {
  let document: Json = 'inside';
  for (let level = 0; level < levels; level += 1) document = around(document);
  return document;
}

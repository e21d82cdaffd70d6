import { createHash } from 'node:crypto';

import { anything } from './anything.js';
import { good, type Kinds, type Material, mark, odd } from './specimen.js';

const cursorOf = ({ cursors }: Material, index: number) => cursors[index % cursors.length] ?? '';

/** As a store seals it: that is no secret, so the driver is given what anybody likes. */
function forged(prefix: string, cursor: string): (material: Material) => object {
  return ({ kv }) => {
    const scope = JSON.stringify([kv.driver, `fuzzed:${prefix}`, cursor]);
    const seal = createHash('sha256').update(scope).digest().subarray(0, 6);
    return { prefix, cursor: Buffer.concat([seal, Buffer.from(cursor)]).toString('base64url') };
  };
}

const forgeries = [
  '',
  '0',
  '-1',
  'NaN',
  mark,
  '[]',
  '{}',
  'null',
  '["fuzzed","fuzzed:a"]',
  '["other","other:a"]',
  '["neighbour"]',
  '[0,"0",null,null]',
  '[0,"99999999999999999999999",null,null,"other:a"]',
  '[-1,"0",null,null]',
  '[1e9,"0",null,null,7]',
  '{"__proto__":{"polluted":1}}',
  '00000000-0000-0000-0000-000000000000 0 other',
  '00000000-0000-0000-0000-000000000000 999999999999999 >',
  Buffer.from('neighbour').toString('base64url'),
  Buffer.from('fuzzed:zzz').toString('base64url'),
  '\0',
  '9'.repeat(5_000),
];

function flip(text: string, at: number): string {
  const index = at % text.length;
  const letter = String.fromCharCode(text.charCodeAt(index) ^ 1);
  return text.slice(0, index) + letter + text.slice(index + 1);
}

export const ranges: Kinds = [
  [
    good('undefined', () => undefined),
    good('{}', () => ({})),
    good('a prefix', () => Object.freeze({ prefix: 'a' })),
    good('an empty prefix', () => ({ prefix: '' })),
    good('limits', () => ({ limit: 2 })),
    good('a cursor', (material) => ({ cursor: cursorOf(material, 0) })),
    good('a cursor of a prefix', (material) => ({ prefix: 'many', cursor: cursorOf(material, 1) })),
    good('null-prototype', () => Object.assign(Object.create(null) as object, { limit: 1_000 })),
    odd('a cursor of another prefix', (material) => ({ cursor: cursorOf(material, 1) })),
    odd('another namespace as prefix', () => ({ prefix: '../other:' })),
    odd('a prefix that changes', () => {
      const prefixes = ['a', mark, '\ud800', 7];
      return {
        get prefix() {
          return prefixes.shift();
        },
      };
    }),
    odd('a cursor of 100 KB', () => ({ cursor: mark.repeat(8_000) })),
    odd('odd base64', (material) => ({ cursor: `${cursorOf(material, 0)}=` })),
    odd('base64 that is not of URLs', (material) => ({ cursor: `+/${cursorOf(material, 0)}` })),
    odd('a cursor twice', (material) => ({ cursor: cursorOf(material, 0).repeat(2) })),
  ],
  [0, 1, 3, 5, 7, 8, 9, 11, 13, 17].flatMap((at) => [
    odd(`a cursor with letter ${String(at)} changed`, (material) => ({
      cursor: flip(cursorOf(material, 0), at),
    })),
    odd(`the first ${String(at)} letters of a cursor`, (material) => ({
      cursor: cursorOf(material, 0).slice(0, at),
    })),
  ]),
  forgeries.flatMap((cursor) => [
    odd(`the forged cursor ${cursor.slice(0, 40)}`, forged('', cursor)),
    odd(`the forged cursor ${cursor.slice(0, 40)} of a prefix`, forged('many', cursor)),
  ]),
  ['prefix', 'limit', 'cursor', 'all'].flatMap((name) =>
    anything.map((one) => odd(`${name}: ${one.name}`, (material) => ({ [name]: one.make(material) }))),
  ),
  anything,
];

export const clearRanges: Kinds = [
  [
    good('undefined', () => undefined),
    good('all', () => ({ all: true })),
    good('a prefix', () => ({ prefix: 'a' })),
    odd('both', () => ({ prefix: 'a', all: true })),
    odd('an empty prefix', () => ({ prefix: '' })),
    odd('names of the prototype', () => JSON.parse('{"__proto__":{"all":true}}') as object),
  ],
  ...ranges,
];

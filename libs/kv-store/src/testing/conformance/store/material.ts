import type { Random } from '../../linearizability/random.js';

/** Keys that some back end somewhere gets wrong. */
export const awkwardKeys: readonly string[] = [
  'a',
  'A',
  'a ',
  ' a',
  ' ',
  'a:b',
  'a:',
  ':a',
  ':',
  'a/b',
  '../a',
  'a.b',
  'a b',
  'a\tb',
  'a\nb',
  'a\r\nb',
  'a\u0000',
  '\u0000',
  '%20',
  '%',
  '_',
  '*',
  '?',
  '[a]',
  '\\',
  "'",
  '"quoted"',
  '0',
  '00',
  '__proto__',
  'constructor',
  'ss',
  'ß',
  'ключ',
  'キー',
  '🔑',
  // One letter in two spellings.
  'e\u0301',
  '\u00e9',
  '\u200b',
  '\ufeffa',
  '\uffff',
  // Leaves room for a namespace.
  'x'.repeat(900),
  'x'.repeat(901),
  '🔑'.repeat(225),
];

/** Values that some back end somewhere gets wrong. */
export const awkwardValues: readonly string[] = [
  '',
  ' ',
  ' padded ',
  '0',
  '456',
  '05',
  '1e3',
  '1.0',
  '9007199254740993',
  'null',
  'undefined',
  'true',
  '{"a":1}',
  '"text"',
  '\ufeffwith a byte order mark',
  'line\r\nline\n',
  '\u0000',
  'e\u0301 and \u00e9',
  '😀',
  '\uffff',
  'é'.repeat(10_000),
  'x'.repeat(250_000),
];

type Range = readonly [first: number, last: number];

/** Where characters differ in the length of their UTF-8 and UTF-16; the surrogates lie between the third and the fourth. */
const ranges: readonly [Range, ...Range[]] = [
  [0x00, 0x7f],
  [0x80, 0x7ff],
  [0x800, 0xd7ff],
  [0xe000, 0xffff],
  [0x10000, 0x10ffff],
];

/** Well-formed text of `least` to `most` bytes of UTF-8, of all planes of Unicode. */
export function wellFormedText(random: Random, least: number, most: number): string {
  const bytes = least + random.below(most - least + 1);
  let text = '';
  for (let size = 0; ;) {
    const [first, last] = random.pick(ranges);
    const character = String.fromCodePoint(first + random.below(last - first + 1));
    size += Buffer.byteLength(character);
    if (size > bytes) return text || 'a'.repeat(least);
    text += character;
  }
}

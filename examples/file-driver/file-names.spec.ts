import { commonNameOf, fileNameOf, isEntryName, LONGEST_NAME } from './file-names.js';

describe('names of files', () => {
  const short = [
    'k',
    'K',
    '\u00e9',
    'e\u0301',
    '\u00c9',
    'a/b',
    'a\\b',
    'a=2fb',
    'a~b',
    '..',
    'con',
    ' ',
    '\0',
  ];
  const long = ['x', 'X', '/', '💾'].flatMap((text) => {
    const most = text.repeat(1_020 / Buffer.byteLength(text));
    return [most, `${most}a`, `${most}A`];
  });
  const keys = [...short, ...long];

  it('differ in more than case and form', () => {
    const names = keys.map((key) => fileNameOf(key).normalize('NFKC').toUpperCase());
    expect(new Set(names).size).toBe(keys.length);
  });

  it('are as long as a file system takes', () => {
    const lengths = Array.from({ length: 1_024 }, (_, more) => fileNameOf('k'.repeat(more + 1)).length);
    expect(Math.max(...lengths)).toBe(LONGEST_NAME);
    expect(LONGEST_NAME).toBeLessThanOrEqual(255);
  });

  it.each(keys)('begin with what those of a prefix have in common: %j', (key) => {
    const characters = Array.from(key);
    expect(isEntryName(fileNameOf(key))).toBe(true);
    for (let length = 0; length <= characters.length; length += 1) {
      const common = commonNameOf(characters.slice(0, length).join(''));
      expect(fileNameOf(key).startsWith(common)).toBe(true);
    }
  });
});

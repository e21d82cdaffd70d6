import { checkKey } from './keys.js';

const limits = { keyBytes: 90, entryBytes: 1_000 };

describe('a key', () => {
  it.each([
    ['one byte', 'a', 1],
    ['two bytes', 'é', 2],
    ['three bytes', '€', 3],
    ['four bytes', '😀', 4],
  ])('counts its bytes and those of its namespace, where a character has %s', (_, character, bytes) => {
    const prefix = `${character.repeat(2)}:`;
    const most = Math.floor((limits.keyBytes - 1) / bytes) - 2;
    expect(() => {
      checkKey(character.repeat(most), prefix, limits);
    }).not.toThrow();
    expect(() => {
      checkKey(character.repeat(most + 1), prefix, limits);
    }).toThrow(expect.objectContaining({ code: 'TOO_LARGE' }));
  });
});

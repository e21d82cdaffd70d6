import { text } from './codec.js';

const bytes = (...of: number[]) => Uint8Array.from(of);

describe('text', () => {
  it('is read as it is, with a byte order mark that begins it', () => {
    expect(text.decode(bytes(0xef, 0xbb, 0xbf, 0x61))).toBe('\ufeffa');
    expect(text.decode('\ufeffa')).toBe('\ufeffa');
    expect(text.decode(bytes())).toBe('');
  });

  it('is not read from bytes that are not UTF-8', () => {
    expect(() => text.decode(bytes(0xff))).toThrow(expect.objectContaining({ code: 'CORRUPT' }));
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [[], 'an array'],
    [{}, 'an object'],
    [5, 'a number'],
  ])('is not %j', (value, name) => {
    const message = expect.stringContaining(`must be a string, not ${name}.`) as string;
    expect(() => text.encode(value as never)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', message }),
    );
  });

  it('is not a lone surrogate', () => {
    expect(() => text.encode('\ud800')).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});

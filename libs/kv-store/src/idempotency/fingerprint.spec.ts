import { canonical, digest } from './fingerprint.js';

describe('the fingerprint of a body', () => {
  it('does not depend on the order of properties, at any depth', () => {
    const one = { b: 1, a: [{ y: null, x: 'é' }], 10: 0, 9: 0 };
    const other = { 9: 0, 10: 0, a: [{ x: 'é', y: null }], b: 1 };
    expect(canonical(one)).toBe(canonical(other));
  });

  it.each([
    [{ a: 1 }, { a: '1' }],
    [
      [1, 2],
      [2, 1],
    ],
    [{}, []],
    [{}, undefined],
    ['undefined', undefined],
    [null, undefined],
    [null, 'null'],
    [{ a: { b: 1 } }, { a: 1, b: 1 }],
    [JSON.parse('{"__proto__":{"a":1}}'), {}],
    [Buffer.from('a'), Buffer.from('b')],
    [Buffer.from('null', 'base64'), null],
    [Buffer.from('1234', 'base64'), 1234],
  ])('tells %j from %j', (one, other) => {
    expect(canonical(one)).not.toBe(canonical(other));
  });

  it('is 43 characters, which tell its parts apart', () => {
    expect(digest('a', 'b')).toMatch(/^[\w-]{43}$/);
    expect(digest('a', 'b')).toBe(digest('a', 'b'));
    expect(digest('a', 'b')).not.toBe(digest('ab', ''));
    expect(digest(['a'], 'b')).not.toBe(digest([], 'a', 'b'));
  });
});

import { etagOf, parseIfMatch } from './etag.js';

describe('the ETag of a version', () => {
  it.each(['f81d4fae-7dec', 'value:aGk_', '"', 'a,b', 'W/"x"', '*', '%41', 'ünïcödé 🗝', '\r\n'])(
    'is strong, fits in a header and leads back to it: %j',
    (version) => {
      expect(etagOf(version)).toMatch(/^"[!#-+\--~]+"$/);
      expect(parseIfMatch(etagOf(version))).toEqual([version]);
      expect(parseIfMatch(`"other", ${etagOf(version)}`)).toEqual(['other', version]);
    },
  );

  it('differs from that of another version', () => {
    expect(etagOf('a,b')).not.toBe(etagOf('a%2Cb'));
  });
});

describe('If-Match', () => {
  it('takes any entry by *', () => {
    expect(parseIfMatch('*')).toBe('*');
    expect(parseIfMatch(' * ')).toBe('*');
    expect(parseIfMatch('"*"')).toEqual(['*']);
  });

  it.each([
    ['"a"', ['a']],
    ['"a","b"', ['a', 'b']],
    ['  "a" ,\t"b"  ', ['a', 'b']],
    [', "a", , "b",', ['a', 'b']],
  ])('takes the list %j', (header, versions) => {
    expect(parseIfMatch(header)).toEqual(versions);
  });

  it('takes weak tags for none that match', () => {
    expect(parseIfMatch('W/"a"')).toEqual([]);
    expect(parseIfMatch('W/"a", "b"')).toEqual(['b']);
  });

  it.each(['""', '"%"', '"%41"', '"a,b"', '"\xe9"'])(
    'takes %s, which is none of ours, for one of those',
    (tag) => {
      expect(parseIfMatch(tag)).toEqual([]);
      expect(parseIfMatch(`${tag}, "b"`)).toEqual(['b']);
    },
  );

  it.each([
    '',
    ',',
    'a',
    '"a',
    'a"',
    '"a" "b"',
    '"a""b"',
    '"a", *',
    '*, "a"',
    '**',
    'w/"a"',
    'W/ "a"',
    '"a b"',
    "'a'",
  ])('is malformed as %j', (header) => {
    expect(parseIfMatch(header)).toBeUndefined();
  });
});

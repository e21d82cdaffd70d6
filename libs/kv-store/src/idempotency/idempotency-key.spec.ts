import { parseIdempotencyKey } from './idempotency-key.js';

describe('an Idempotency-Key header', () => {
  it.each([
    ['"8e03978e-40d5-43e8-bc93-6894a57f9324"', '8e03978e-40d5-43e8-bc93-6894a57f9324'],
    ['8e03978e-40d5-43e8-bc93-6894a57f9324', '8e03978e-40d5-43e8-bc93-6894a57f9324'],
    ['  "in spaces"  ', 'in spaces'],
    [String.raw`"a \"b\" \\ c"`, String.raw`a "b" \ c`],
    ['"a,b;c"', 'a,b;c'],
    ['"a";x;y=1; z="2;3";t=tok/en', 'a'],
    ["order_1:pay+now/2=3.4~!#$&'()*<>?@[]^`{|}", "order_1:pay+now/2=3.4~!#$&'()*<>?@[]^`{|}"],
    [`"${'k'.repeat(255)}"`, 'k'.repeat(255)],
    [`"${String.raw`\"`.repeat(255)}"`, '"'.repeat(255)],
  ])('%s holds a key', (header, key) => {
    expect(parseIdempotencyKey(header)).toBe(key);
  });

  it.each([
    '',
    '   ',
    '""',
    '"',
    '"open',
    'close"',
    String.raw`"bad \escape"`,
    String.raw`"ends in \"`,
    '"a" "b"',
    '"a", "b"',
    'a, b',
    'a,b',
    'a;b',
    'a b',
    'a\tb',
    '"tab\t"',
    '"é"',
    'é',
    '"\u{1f511}"',
    '"a";',
    '"a";=1',
    '"a";X=1',
    'k'.repeat(256),
    `"${'k'.repeat(256)}"`,
  ])('%j holds none', (header) => {
    expect(parseIdempotencyKey(header)).toBeUndefined();
  });

  it('is judged at once, however it is made', () => {
    const start = performance.now();
    for (const part of ['\\', '\\"', ';a="', '; ', '"', 'a', ';a'])
      for (const end of ['', '"', '\u0000']) parseIdempotencyKey(`"${part.repeat(8_000)}${end}`);
    for (const part of [';a="', '; a', ';a=b', '; '])
      parseIdempotencyKey(`"k"${part.repeat(Math.floor(700 / part.length))}\u0000`);
    expect(performance.now() - start).toBeLessThan(200);
  });
});

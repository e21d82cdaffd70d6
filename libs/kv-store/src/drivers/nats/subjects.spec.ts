import fc from 'fast-check';

import { filterFor, keyOf, tokensOf } from './subjects.js';

const key = fc.string({
  unit: fc.oneof(
    fc.constantFrom(':', '.', '=', ' ', '*', '>', '%', 'a'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  minLength: 1,
});

it.each([
  ['users:42', 'users.42'],
  ['a-b_c/d', 'a-b_c/d'],
  ['users.42', 'users=2E42'],
  ['Ada Lovelace', 'Ada=20Lovelace'],
  ['50%=½', '50=25=3D=C2=BD'],
  [':a::b:', '=.a.=.b.='],
  ['*', '=2A'],
  ['>', '=3E'],
])('the key %j is written as %s', (given, tokens) => {
  expect(tokensOf(given)).toBe(tokens);
  expect(keyOf(tokens)).toBe(given);
});

it('each key has a subject of its own, which NATS takes', () => {
  fc.assert(
    fc.property(key, (given) => {
      const tokens = tokensOf(given);
      expect(tokens).toMatch(/^[-/=\w]+(\.[-/=\w]+)*$/);
      expect(keyOf(tokens)).toBe(given);
    }),
    { numRuns: 2_000 },
  );
});

it('the filter of a prefix matches whatever begins with it', () => {
  fc.assert(
    fc.property(key, fc.nat(), (given, length) => {
      const prefix = given.slice(0, length % (given.length + 1));
      fc.pre(prefix.isWellFormed());
      const filter = filterFor(prefix);
      expect(matches(filter, tokensOf(given))).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

it('the filter of a namespace matches nothing outside of it', () => {
  expect(filterFor('users:')).toBe('users.>');
  expect(filterFor('users:4')).toBe('users.>');
  expect(filterFor('users')).toBe('>');
  expect(filterFor('users::')).toBe('users.=.>');
});

it.each(['a=', 'a=2', 'a=2g', 'a=41', 'a=3A', 'a=2e', '=C3', 'a..b', 'a=C3=28', 'ä', 'a b'])(
  '%s, of another program, is the subject of no key',
  (tokens) => {
    expect(keyOf(tokens)).toBeUndefined();
  },
);

function matches(filter: string, tokens: string): boolean {
  return filter === '>' || (tokens.startsWith(filter.slice(0, -1)) && tokens.length > filter.length - 1);
}

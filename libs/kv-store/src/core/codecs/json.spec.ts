import * as v from 'valibot';
import { z } from 'zod';

import { decode, encode } from '../encoding.js';
import type { KvFault } from '../kv-fault.js';
import { json } from './json.js';
import type { StandardSchema } from './standard-schema.js';

const roundTrip = (value: unknown) => decode(json(), encode(json(), value));
const fault = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    return error as KvFault;
  }
  throw new Error('It should have been refused.');
};

describe('JSON', () => {
  it.each([
    null,
    '',
    0,
    false,
    '456',
    456,
    [],
    {},
    [null, [{}]],
    { a: { b: [1, 'two', null] } },
    '\ud800',
    1e-7,
  ])('gives %j back', (value) => {
    expect(roundTrip(value)).toEqual(value);
  });

  it('is what other programs read', () => {
    expect(encode(json(), { name: 'Ada', age: 36 })).toBe('{"name":"Ada","age":36}');
    expect(decode(json(), new TextEncoder().encode(' {"name": "Ada"}\n'))).toEqual({ name: 'Ada' });
  });

  it('leaves properties out that are undefined', () => {
    expect(roundTrip({ a: 1, b: undefined })).toEqual({ a: 1 });
    expect(encode(json(), { a: undefined })).toBe('{}');
  });

  it('keeps a property that is named as the prototype', () => {
    const value = JSON.parse('{"__proto__":{"polluted":true}}') as object;
    const read = roundTrip(value) as object;
    expect(Object.keys(read)).toEqual(['__proto__']);
    expect((read as { polluted?: boolean }).polluted).toBeUndefined();
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('keeps what has a class or no prototype by its properties', () => {
    class Point {
      constructor(
        readonly x: number,
        readonly y: number,
      ) {}
    }
    expect(roundTrip(new Point(1, 2))).toEqual({ x: 1, y: 2 });
    expect(roundTrip(Object.assign(Object.create(null) as object, { a: 1 }))).toEqual({ a: 1 });
  });

  it('keeps one object in two places', () => {
    const shared = { a: 1 };
    expect(roundTrip([shared, shared])).toEqual([shared, shared]);
  });

  const cyclic: Record<string, unknown> = { name: 'cyclic' };
  cyclic['self'] = { again: [cyclic] };

  it.each<[what: string, value: unknown, place?: string]>([
    ['undefined', undefined],
    ['a function', () => 1],
    ['a symbol', Symbol('secret')],
    ['a bigint', 1n],
    ['NaN', NaN],
    ['-Infinity', -Infinity],
    ['a Map', new Map([['secret', 1]])],
    ['a Set', new Set(['secret'])],
    ['a Date', new Date()],
    ['a Uint8Array', Buffer.from('secret')],
    ['a Uint8Array', Uint8Array.of(1)],
    ['a RegExp', /secret/],
    ['an Error', new Error('secret')],
    ['a Number', new Number(5)],
    ['an Object with a toJSON', { toJSON: () => 'secret' }],
    [
      'an Object with a toJSON',
      new (class {
        toJSON = () => 'secret';
        [Symbol.toStringTag] = 'Secret';
      })(),
    ],
    ['undefined', [1, undefined], '[1]'],
    ['undefined', new Array(1), '[0]'],
    ['NaN', { a: { b: [0, 1, { c: NaN }] } }, '.a.b[2].c'],
    ['a bigint', { a: 5n }, '.a'],
    ['a cycle', cyclic, '.self.again[0]'],
    ['a function', { 'ada@example.org': { 42: () => 1 } }, '["ada@example.org"]["42"]'],
  ])('refuses %s, and tells the place apart from the message', (what, value, place = '') => {
    const { code, message, place: told } = fault(() => encode(json(), value));
    expect(code).toBe('INVALID_ARGUMENT');
    const hint = place && "; 'place' on this error says where";
    expect(message).toBe(`the value has ${what}, which JSON cannot hold${hint}.`);
    expect(told).toBe(place);
  });

  it('says so of what throws when it is looked at', () => {
    const value = {
      get secret(): string {
        throw new TypeError('secret');
      },
    };
    expect(fault(() => encode(json(), value))).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: 'the codec could not encode the value (TypeError).',
    });
  });

  const nested = (depth: number) => {
    let value: unknown = 'inmost';
    for (let level = 0; level < depth; level += 1) value = level % 2 ? [value] : { deeper: value };
    return value;
  };

  it('gives back what is nested deeply, and refuses what is nested too deeply', () => {
    expect(encode(json(), roundTrip(nested(1_000)))).toBe(encode(json(), nested(1_000)));
    expect(fault(() => encode(json(), nested(200_000)))).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: 'the value is nested too deeply, or too large, for JSON.',
    });
  });

  it.each(['', 'secret', '{"secret":', 'undefined', "{'a':1}", '\ufeff{}'])(
    'is not read from %j',
    (stored) => {
      expect(fault(() => decode(json(), stored))).toMatchObject({
        code: 'CORRUPT',
        message: 'what is stored is not JSON.',
      });
    },
  );
});

const zodUser = z.object({ name: z.string(), tags: z.array(z.string()).optional() });
const valibotUser = v.object({ name: v.string(), tags: v.optional(v.array(v.string())) });

describe.each([
  ['zod', json(zodUser)],
  ['valibot', json(valibotUser)],
])('JSON with a schema of %s', (_, users) => {
  it('gives back what fits it', () => {
    const user = { name: 'Ada', tags: ['first'] };
    expect(decode(users, encode(users, user))).toEqual(user);
  });

  it('stores and gives what the schema makes of it', () => {
    const more = { name: 'Ada', unknown: true };
    expect(encode(users, more)).toBe('{"name":"Ada"}');
    expect(decode(users, JSON.stringify(more))).toEqual({ name: 'Ada' });
  });

  it.each([
    [{}, '', '.name'],
    [{ name: 'Ada', tags: ['first', 7] }, '', '.tags[1]'],
    [{ name: 7, tags: 'secret' }, ' in 2 ways', '.name'],
    ['secret', '', ''],
    [null, '', ''],
  ])('refuses %j, and tells the place apart from the message', (value, ways, place) => {
    const hint = place && "; 'place' on this error says where";
    expect(fault(() => encode(users, value as never))).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: `the value does not fit the schema${ways}${hint}.`,
      place,
    });
    expect(fault(() => decode(users, JSON.stringify(value)))).toMatchObject({
      code: 'CORRUPT',
      message: `what is stored does not fit the schema${ways}${hint}.`,
      place,
    });
  });
});

describe('a schema', () => {
  it('that answers later is refused, on both sides', () => {
    const asynchronous = json(z.string().refine(() => Promise.resolve(true)));
    const later: StandardSchema<string> = {
      '~standard': { version: 1, vendor: 'test', validate: () => Promise.reject(new Error('secret')) },
    };
    for (const codec of [json(later), asynchronous]) {
      expect(fault(() => encode(codec, 'value'))).toMatchObject({ code: 'UNSUPPORTED' });
      expect(fault(() => decode(codec, '"value"'))).toMatchObject({ code: 'UNSUPPORTED' });
    }
  });

  it('that throws is refused by the name of what it threw', () => {
    const throwing: StandardSchema<string> = {
      '~standard': {
        version: 1,
        vendor: 'test',
        validate: () => {
          throw new RangeError('secret');
        },
      },
    };
    expect(fault(() => encode(json(throwing), 'value'))).toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: 'the schema could not check the value: it threw RangeError.',
    });
  });

  it.each([null, {}, 'schema', { '~standard': {} }])('is not %j', (schema) => {
    expect(fault(() => json(schema as never))).toMatchObject({ code: 'INVALID_ARGUMENT' });
  });
});

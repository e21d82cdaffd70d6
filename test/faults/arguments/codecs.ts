import { bytes, json, type StandardSchema, text } from 'nestjs-kv-store';
import { z } from 'zod';

import { anything, bomb, throwables } from './anything.js';
import { good, type Kinds, mark, odd } from './specimen.js';

const plain = (value: unknown) => (typeof value === 'string' ? value : mark);

function schema(validate: (value: unknown) => unknown): object {
  return json({ '~standard': { version: 1, vendor: 'test', validate } } as StandardSchema<unknown>);
}

const people = json(z.object({ name: z.string(), tags: z.array(z.string()) }));

const paths: readonly (readonly [string, unknown])[] = [
  ['text', [mark, ` ${mark}`]],
  ['symbols', [Symbol(mark)]],
  ['objects without keys', [{}, null, { key: { toString: () => mark } }]],
  ['what throws', [bomb()]],
  ['too many', Array.from({ length: 100_000 }, () => 'deeper')],
  ['no list', mark],
  ['a list that throws', bomb(undefined, [])],
];

export const codecs: Kinds = [
  [
    good('text', () => text),
    good('bytes', () => bytes),
    good('json', () => json()),
    good('json with a schema', () => people),
    good('of its own', () => Object.freeze({ kind: 'text', encode: plain, decode: plain })),
    odd('without prototype', () =>
      Object.assign(Object.create(null) as object, {
        kind: 'bytes',
        encode: () => Buffer.from(mark),
        decode: plain,
      }),
    ),
    odd('of no kind', () => ({ kind: '__proto__', encode: plain, decode: plain })),
    odd('of a kind that changes', () => {
      let reads = 0;
      return {
        get kind() {
          return (reads += 1) % 2 ? 'text' : 'bytes';
        },
        encode: plain,
        decode: plain,
      };
    }),
    odd('with methods that are gone later', () => {
      let reads = 0;
      return {
        kind: 'text',
        get encode() {
          return (reads += 1) > 1 ? undefined : plain;
        },
        decode: plain,
      };
    }),
    odd('that changes what it is given', () => ({
      kind: 'bytes',
      encode: (value: unknown) => value,
      decode: (given: Uint8Array) => given.fill(0),
    })),
  ],
  [
    odd('that rejects', () => ({
      kind: 'text',
      encode: () => Promise.reject(new Error(mark)),
      decode: () => Promise.reject(new Error(mark)),
    })),
    odd('that never settles', () => ({
      kind: 'text',
      encode: () => new Promise(() => undefined),
      decode: () => new Promise(() => undefined),
    })),
    odd('whose schema answers later', () => schema(() => Promise.reject(new Error(mark)))),
  ],
  anything.flatMap((one) => [
    odd(`that encodes as ${one.name}`, (material) => ({
      kind: 'text',
      encode: () => one.make(material),
      decode: plain,
    })),
    odd(`that encodes as ${one.name} for bytes`, (material) => ({
      kind: 'bytes',
      encode: () => one.make(material),
      decode: plain,
    })),
    odd(`that decodes as ${one.name}`, (material) => ({
      kind: 'text',
      encode: plain,
      decode: () => one.make(material),
    })),
    odd(`whose schema gives ${one.name}`, (material) => schema(() => one.make(material))),
    odd(`whose schema gives the value ${one.name}`, (material) =>
      schema(() => ({ value: one.make(material) })),
    ),
    odd(`whose schema gives the issues ${one.name}`, (material) =>
      schema(() => ({ issues: one.make(material) })),
    ),
  ]),
  paths.map(([name, path]) =>
    odd(`whose schema gives a path of ${name}`, () => schema(() => ({ issues: [{ message: mark, path }] }))),
  ),
  throwables.flatMap(([name, thrown]) => {
    const explode = () => {
      throw thrown();
    };
    return [
      odd(`that throws ${name} when it encodes`, () => ({ kind: 'text', encode: explode, decode: plain })),
      odd(`that throws ${name} when it decodes`, () => ({ kind: 'text', encode: plain, decode: explode })),
      odd(`whose schema throws ${name}`, () => schema(explode)),
    ];
  }),
  anything,
];

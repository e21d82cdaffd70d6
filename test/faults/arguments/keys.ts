import { anything, bomb, throwables } from './anything.js';
import { good, type Kinds, type Material, mark, odd, type Specimen } from './specimen.js';

/** Few, so that calls meet. */
export const keyNames = [
  'a',
  'b',
  'c',
  'a:b',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'then',
  'é😀',
  '\0',
];

const ofBytes = (bytes: number, letter: string) =>
  letter.repeat(Math.floor(bytes / Buffer.byteLength(letter))) +
  'x'.repeat(bytes % Buffer.byteLength(letter));

const letters = ['x', 'é', '€', '😀'];

const tooLong: readonly Specimen[] = [
  ...letters.map((letter) =>
    odd(`one byte more of ${letter} than fits`, ({ keyBytes }) => ofBytes(keyBytes + 1, letter)),
  ),
  odd('100 KB', () => mark.repeat(8_000)),
];

const noKeys: readonly Specimen[] = [
  odd('a lone surrogate at the end', () => `${mark}\udbff`),
  odd('a lone surrogate within', () => `${mark}\udc00${mark}`),
  ...anything,
];

export const keys: Kinds = [
  keyNames.map((name) => good(JSON.stringify(name), () => name)),
  letters.map((letter) => good(`as many ${letter} as fit`, ({ keyBytes }) => ofBytes(keyBytes, letter))),
  tooLong,
  noKeys,
];

/** Also what is no iterable of `items`, or a treacherous one. */
function iterablesOf(items: (material: Material) => unknown[]): Kinds {
  const some = [
    good('an array', items),
    good('a frozen array', (material) => Object.freeze(items(material))),
    good('none', () => []),
    good('some twice', (material) => [...items(material), ...items(material)]),
    good('a Set', (material) => new Set(items(material))),
    good('a generator', function* (material) {
      yield* items(material);
    }),
    odd('an array with a hole', (material) => Object.assign(new Array<unknown>(9), items(material))),
    odd('an array of its own class', (material) => class extends Array {}.from(items(material))),
    odd('an array that says otherwise when iterated', (material) =>
      Object.assign(items(material), { [Symbol.iterator]: () => [mark, undefined].values() }),
    ),
    odd('an array whose length is a lie', (material) => new Proxy(items(material), { get: lengthOfMany })),
    odd('an array-like object', (material) => ({ length: 1, 0: items(material)[0] })),
    odd('an async iterable', (material) => ReadableStream.from(items(material))),
    odd('what never ends', function* (material) {
      for (;;) yield* items(material);
    }),
    odd('an iterator that is none', () => ({ [Symbol.iterator]: () => 7 })),
    odd('no iterator where one should be', () => ({ [Symbol.iterator]: 7 })),
    odd('an iterator that throws when looked at', () => ({ [Symbol.iterator]: () => bomb() })),
    odd('an iterator that gives nothing', () => ({ [Symbol.iterator]: () => ({ next: () => undefined }) })),
    odd('an iterator that throws when it is done', (material) => ({
      [Symbol.iterator]: () => ({
        next: () => ({ done: false, value: items(material)[0] }),
        return: () => {
          throw new Error(mark);
        },
      }),
    })),
    odd('what calls the store while it is iterated', function* (material) {
      for (const item of items(material)) {
        void material.kv.set('a', 'called back').catch(() => undefined);
        yield item;
      }
    }),
  ];
  return [
    some,
    throwables.map(([name, thrown]) =>
      odd(`a generator that throws ${name}`, function* (material) {
        yield* items(material);
        throw thrown();
      }),
    ),
  ];
}

function lengthOfMany(target: object, name: PropertyKey): unknown {
  return name === 'length' ? 2 ** 32 : Reflect.get(target, name);
}

const among = (group: readonly Specimen[]) =>
  group.map((one) => odd(`an array with ${one.name}`, (material) => ['b', one.make(material)]));

export const manyKeys: Kinds = [
  ...iterablesOf(() => keyNames.slice(0, 6)),
  among(tooLong),
  among(noKeys),
  anything,
];

const entriesWith = (group: readonly Specimen[]) =>
  group.map((one) =>
    odd(`an array with the key ${one.name}`, (material) => [
      ['b', mark],
      [one.make(material), mark],
    ]),
  );

export const manyEntries: Kinds = [
  ...iterablesOf(() => keyNames.slice(0, 6).map((name) => [name, mark])),
  [
    good('a Map', () => new Map(keyNames.map((name) => [name, mark]))),
    odd('no pairs', () => [['a'], [], ['a', mark, mark]]),
    odd('a pair that says otherwise when iterated', () => [
      Object.assign(['a', mark], { [Symbol.iterator]: () => [Symbol(mark), 7].values() }),
    ]),
    odd('a pair that never ends', () => [
      Object.assign(['a', mark], {
        *[Symbol.iterator]() {
          for (;;) yield mark;
        },
      }),
    ]),
  ],
  entriesWith(tooLong),
  entriesWith(noKeys),
  anything.flatMap((one) => [
    odd(`an array with the entry ${one.name}`, (material) => [['b', mark], one.make(material)]),
    odd(`an array with the value ${one.name}`, (material) => [
      ['b', mark],
      ['a', one.make(material)],
    ]),
  ]),
  anything,
];

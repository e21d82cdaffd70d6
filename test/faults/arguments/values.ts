import { anything, bomb, throwables } from './anything.js';
import { good, type Kinds, type Material, mark, odd } from './specimen.js';

function nested(depth: number): unknown {
  let value: unknown = mark;
  for (let level = 0; level < depth; level += 1) value = level % 2 ? [value] : { deeper: value };
  return value;
}

/** For every codec: what one refuses is another's own. */
export const values: Kinds = [
  [
    good('text', () => mark),
    good('bytes', () => Buffer.from(mark)),
    good('an object', () => ({ name: mark, tags: [mark] })),
    good('a number in text', () => '41'),
    odd('a number near the end of whole numbers', () => String(Number.MAX_SAFE_INTEGER)),
    odd(
      'an own __proto__',
      () => JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}') as object,
    ),
    odd('a thenable in an object', () => ({ a: { then: () => undefined } })),
    odd('what is nested deeply', () => nested(2_000)),
    odd('what is nested too deeply', () => nested(50_000)),
    odd('a getter that throws', () => ({
      get name() {
        throw bomb() as Error;
      },
    })),
    odd('a list that changes', () => {
      let reads = 0;
      return Object.defineProperty([], '0', { enumerable: true, get: () => ((reads += 1) > 1 ? NaN : 1) });
    }),
    odd(
      'bytes that grow',
      () => new Uint8Array(Reflect.construct(ArrayBuffer, [4, { maxByteLength: 64 }]) as ArrayBuffer),
    ),
    odd('bytes whose length is a lie', () =>
      Object.defineProperty(new Uint8Array(4), 'byteLength', { get: () => -1 }),
    ),
    odd('bytes that throw when iterated', () =>
      Object.defineProperty(new Uint8Array(4), Symbol.iterator, {
        get: () => {
          throw new Error(mark);
        },
      }),
    ),
  ],
  anything,
];

export const versions: Kinds = [
  [
    good('its version', ({ version }) => version),
    good('another version', () => mark),
    odd('100 KB', () => mark.repeat(8_000)),
    odd('a lone surrogate', () => `${mark}\ud800`),
    odd('its version and more', ({ version }) => `${version}${mark}`),
    odd('a part of its version', ({ version }) => version.slice(0, -1)),
    odd('of NATS', () => '1..AAAAAAAAAAAA'),
    odd('NUL', () => '\0'),
  ],
  anything,
];

export const amounts: Kinds = [
  [
    good('1', () => 1),
    good('undefined', () => undefined),
    good('-5', () => -5),
    odd('as much as there is', () => Number.MAX_SAFE_INTEGER),
    odd('1e21', () => 1e21),
  ],
  anything,
];

export const ttls: Kinds = [
  [
    good('null', () => null),
    good('a minute', () => 60_000),
    ...[0.4, 1e-7, Number.MIN_VALUE, 8.6e15, 8.64e15, Number.MAX_VALUE].map((ttl) =>
      odd(String(ttl), () => ttl),
    ),
  ],
  anything,
];

export const folders: Kinds = [
  [
    good('a name', () => 'folder'),
    good('a name of the prototype', () => '__proto__'),
    good('an odd one', () => ' /\\..\0é'),
    odd('a name with the separator', () => `a:${mark}`),
    odd('the separator', () => ':'),
    odd('100 KB', () => mark.repeat(8_000)),
  ],
  anything,
];

export const folderOptions: Kinds = [
  [
    good('undefined', () => undefined),
    good('a ttl', () => Object.freeze({ defaultTtl: 60_000 })),
    good('never', () => ({ defaultTtl: null })),
    odd('others', () => ({ ttl: 60_000 })),
    odd('an own __proto__', () => JSON.parse('{"__proto__":{"defaultTtl":-1}}') as object),
    odd('a ttl that changes', () => {
      let reads = 0;
      return {
        get defaultTtl() {
          return (reads += 1) > 1 ? -1 : 60_000;
        },
      };
    }),
  ],
  anything.map((one) => odd(`defaultTtl: ${one.name}`, (material) => ({ defaultTtl: one.make(material) }))),
  anything,
];

/** For `load` and `change` alike. */
export const callbacks: Kinds = [
  [
    good('gives text', () => () => mark),
    good('gives bytes', () => () => Buffer.from(mark)),
    good('gives an object, later', () => () => Promise.resolve({ name: mark, tags: [] })),
    good('gives nothing', () => () => undefined),
    odd('never settles', () => () => new Promise(() => undefined)),
    odd('gives a thenable that settles twice', () => () => ({
      then: (resolve: (value: unknown) => void, reject: (error: unknown) => void) => {
        resolve(mark);
        reject(new Error(mark));
        throw new Error(mark);
      },
    })),
    odd('calls back for another key', ({ kv }) => async () => {
      await kv.set('b', mark);
      return mark;
    }),
    odd('waits for a change of its own key', ({ kv }) => async () => {
      await Promise.all(['a', 'b', 'c'].map((key) => kv.set(key, mark)));
      return mark;
    }),
    odd('begins a change of its own key', ({ kv }) => () => {
      void kv.delete('a').catch(() => undefined);
      void kv.update('a', () => mark).catch(() => undefined);
      return mark;
    }),
    odd(
      'loads its own key',
      ({ kv }) =>
        () =>
          kv.getOrSet('a', () => mark),
    ),
  ],
  anything.map((one) =>
    odd(
      `gives ${one.name}`,
      (material) => () =>
        // To wait for such a thing may throw, as the function itself may.
        new Promise((resolve) => {
          resolve(one.make(material));
        }).catch((error: unknown) => Promise.reject(material.throws(error) as Error)),
    ),
  ),
  throwables.flatMap(([name, thrown]) => [
    odd(`throws ${name}`, throwing(thrown)),
    odd(
      `rejects with ${name}`,
      ({ throws }) =>
        () =>
          Promise.reject(throws(thrown() as Error)),
    ),
  ]),
  anything,
];

function throwing(thrown: () => unknown): (material: Material) => () => never {
  return ({ throws }) =>
    () => {
      throw throws(thrown());
    };
}

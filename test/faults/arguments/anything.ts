import { createContext, runInContext } from 'node:vm';

import { KvError, KvFault } from 'nestjs-kv-store';

import { mark, odd, type Specimen } from './specimen.js';

/** An object that throws whatever is done with it. */
export function bomb(thrown: () => unknown = () => new TypeError(mark), target: object = {}): object {
  const explode = () => {
    throw thrown();
  };
  return new Proxy(target, new Proxy({}, { get: () => explode }));
}

export function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

const getterThatThrows = (name: PropertyKey) =>
  Object.defineProperty({}, name, {
    enumerable: true,
    get: () => {
      throw new RangeError(mark);
    },
  });

/** What functions of the caller's may throw. */
export const throwables: readonly (readonly [string, () => unknown])[] = [
  ['undefined', () => undefined],
  ['null', () => null],
  ['a string', () => mark],
  ['an Error', () => new Error(mark)],
  [
    'an Error with a name',
    () => Object.assign(new Error(mark), { name: `${mark} ${mark}`, code: ` ${mark}` }),
  ],
  ['an object with a name', () => ({ name: mark, code: mark, message: mark })],
  ['a frozen Error', () => Object.freeze(new Error(mark))],
  ['a RangeError', () => new RangeError(mark)],
  ['an Error of another realm', () => runInContext(`new TypeError('${mark}')`, createContext()) as Error],
  [
    'a KvError',
    () => new KvError({ code: 'THROTTLED', message: 'A word.' }, { operation: 'x', store: 'x', driver: 'x' }),
  ],
  ['a KvFault', () => new KvFault('TOO_LARGE', 'A word of the caller.')],
  ['what throws when looked at', () => bomb()],
  ['what throws such when looked at', () => bomb(() => bomb())],
  ['what has a name that throws', () => getterThatThrows('name')],
  ['a thenable', () => ({ then: () => undefined })],
];

/** What may be given for any argument. */
export const anything: readonly Specimen[] = [
  odd('undefined', () => undefined),
  odd('null', () => null),
  odd('true', () => true),
  ...[0, -0, -1, 1.5, NaN, Infinity, -Infinity, 2 ** 31, 2 ** 53, Number.MIN_VALUE].map((number) =>
    odd(Object.is(number, -0) ? '-0' : String(number), () => number),
  ),
  odd('a bigint', () => 10n ** 30n),
  odd('a symbol', () => Symbol(mark)),
  odd('Symbol.iterator', () => Symbol.iterator),
  odd('an empty string', () => ''),
  odd('a string', () => mark),
  odd('a lone surrogate', () => `${mark}\ud800`),
  odd('a String', () => new String(mark)),
  odd('a Number', () => new Number(7)),
  odd('a Date', () => new Date(0)),
  odd('an invalid Date', () => new Date(NaN)),
  odd('a RegExp', () => /(a+)+$/),
  odd('a function', () => () => mark),
  odd(
    'an async function that rejects',
    ({ throws }) =>
      () =>
        Promise.reject(throws(new Error(mark))),
  ),
  odd('an object', () => ({ [mark]: mark })),
  odd('an object without prototype', () => Object.create(null) as object),
  odd(
    'an object named as the prototype',
    () => JSON.parse('{"__proto__":{"polluted":1},"constructor":1}') as object,
  ),
  odd('an array', () => [mark]),
  odd('an array with holes', () => new Array<unknown>(3)),
  odd('a Map', () => new Map([[mark, mark]])),
  odd('bytes', () => Buffer.from(mark)),
  odd('shared bytes', () => new Uint8Array(new SharedArrayBuffer(8))),
  odd('detached bytes', () => detached()),
  odd('an ArrayBuffer', () => new ArrayBuffer(8)),
  odd('a promise', () => Promise.resolve(mark)),
  odd('a promise that never settles', () => new Promise(() => undefined)),
  odd('a thenable that throws', () => ({
    then: () => {
      throw new Error(mark);
    },
  })),
  odd('a thenable that never settles', () => ({ then: () => undefined })),
  odd('an object with a then that throws', () => getterThatThrows('then')),
  odd('what throws when looked at', () => bomb()),
  odd('what throws undefined when looked at', () => bomb(() => undefined)),
  odd('what throws such when looked at', () => bomb(() => bomb())),
  odd('an array that throws when looked at', () => bomb(undefined, [])),
  odd('a function that throws when looked at', ({ throws }) =>
    bomb(
      () => throws(new TypeError(mark)),
      () => undefined,
    ),
  ),
  odd('a revoked proxy', () => revoked({})),
  odd('a revoked proxy of an array', () => revoked([])),
  odd('what cannot be turned into a string', () => ({
    toString() {
      throw new Error(mark);
    },
    valueOf() {
      throw new Error(mark);
    },
    toJSON() {
      throw new Error(mark);
    },
  })),
  odd('what is a string when asked', () => ({ toString: () => 'a', [Symbol.toPrimitive]: () => 'a' })),
  odd('what calls the store when asked', ({ kv }) => ({
    // Behind a change that takes all its time they may run out of theirs, of which nobody asks here.
    [Symbol.toPrimitive]: () => void kv.delete('a').catch(() => undefined),
    toJSON: () => kv.get('a').catch(() => undefined),
  })),
  odd('what names itself', () => ({ [Symbol.toStringTag]: mark })),
  odd('an object of another realm', () => runInContext('({ ttl: 1000 })', createContext()) as object),
];

function detached(): Uint8Array {
  const bytes = new Uint8Array(8);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  return bytes;
}

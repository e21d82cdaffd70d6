import { createContext, runInContext } from 'node:vm';

import { anything, bomb, throwables } from './anything.js';
import { good, type Kinds, mark, odd, Specimen } from './specimen.js';

const names = ['ttl', 'timeout', 'signal', 'consistency'] as const;

const ttls = [1e-7, 0.4, Number.MIN_VALUE, 2 ** 31, 2 ** 40, 8.6e15, Number.MAX_VALUE];

const neverAborts = () => new AbortController().signal;

const signals: readonly Specimen[] = [
  good('a signal', neverAborts),
  good('a signal of another realm', () => runInContext('make()', createContext({ make: neverAborts }))),
  good('what is as a signal', () => ({
    aborted: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  })),
  odd('a signal that is aborted at once', () => {
    const controller = new AbortController();
    queueMicrotask(() => {
      controller.abort(bomb());
    });
    return controller.signal;
  }),
  odd('what is aborted while it is listened to', () => ({
    aborted: false,
    addEventListener: (_: string, listener: () => void) => {
      listener();
      listener();
    },
    removeEventListener: () => undefined,
  })),
  odd('what cannot be listened to', () => ({
    aborted: false,
    addEventListener: () => {
      throw new Error(mark);
    },
    removeEventListener: () => undefined,
  })),
  odd('what can only be listened to', () => ({ aborted: false, addEventListener: () => undefined })),
  odd('what cannot be let go', () => ({
    aborted: false,
    addEventListener: () => undefined,
    removeEventListener: () => {
      throw bomb() as Error;
    },
  })),
  odd('what says something else later', () => {
    let asked = 0;
    return {
      get aborted() {
        asked += 1;
        if (asked > 1) throw new Error(mark);
        return false;
      },
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    };
  }),
  odd('a proxy of a signal', () => new Proxy(neverAborts(), {})),
];

/** `first` when it is read first, and what `later` gives from then on. */
function changing(name: string, first: unknown, later: () => unknown): object {
  let reads = 0;
  return Object.defineProperty({}, name, {
    enumerable: true,
    get: () => ((reads += 1) === 1 ? first : later()),
  });
}

export const options: Kinds = [
  [
    good('undefined', () => undefined),
    good('{}', () => ({})),
    good('a ttl', () => Object.freeze({ ttl: 60_000 })),
    good('a ttl of null', () => ({ ttl: null })),
    good('a timeout', () => Object.assign(Object.create(null) as object, { timeout: 300 })),
    good('eventual', () => ({ consistency: 'eventual' })),
    good('strong', () => ({ consistency: 'strong' })),
    good('all undefined', () => ({
      ttl: undefined,
      timeout: undefined,
      signal: undefined,
      consistency: undefined,
    })),
    odd(
      'names of the prototype',
      () => JSON.parse('{"__proto__":{"ttl":-1},"constructor":{"prototype":{"ttl":-1}}}') as object,
    ),
    odd('inherited ones', () => Object.create({ ttl: 60_000 }) as object),
    odd('a timeout of next to nothing', () => ({ timeout: Number.MIN_VALUE })),
    odd('a ttl that changes', () => changing('ttl', 60_000, () => -1)),
    odd('a ttl that throws later', () =>
      changing('ttl', 60_000, () => {
        throw new Error(mark);
      }),
    ),
    odd('a consistency that changes', () => changing('consistency', 'strong', () => mark)),
    odd('a timeout that changes', () => changing('timeout', 300, () => NaN)),
  ],
  ttls.map((ttl) => odd(`a ttl of ${String(ttl)}`, () => ({ ttl }))),
  [odd('an aborted signal', () => ({ signal: AbortSignal.abort(mark) }))],
  signals.map(
    (signal) =>
      new Specimen(
        `the signal ${signal.name}`,
        (material) => ({ signal: signal.make(material) }),
        signal.isGood,
      ),
  ),
  names.flatMap((name) =>
    anything.map((one) => odd(`${name}: ${one.name}`, (material) => ({ [name]: one.make(material) }))),
  ),
  names.flatMap((name) =>
    throwables.map(([what, thrown]) =>
      odd(`${name} throws ${what}`, () =>
        Object.defineProperty({}, name, {
          enumerable: true,
          get: () => {
            throw thrown();
          },
        }),
      ),
    ),
  ),
  anything,
];

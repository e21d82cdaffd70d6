import type { KvDriver, KvLimits } from '../../core/kv-driver.js';

export interface Borrowing {
  /** In place of the driver's own, which must not be below. */
  readonly limits?: KvLimits;
  /** The most records that a page has, so that a few entries make several pages. */
  readonly page?: number;
  /** Told of every call before it is made. */
  readonly onCall?: (verb: string) => void;
}

export interface Borrowed {
  readonly driver: KvDriver;
  /** The verbs that were called, but for `open`. */
  readonly calls: readonly string[];
}

/** An open driver for another store: it neither opens nor closes it, and what it calls is noted. */
export function borrowed(driver: KvDriver, { limits, page = Infinity, onCall }: Borrowing = {}): Borrowed {
  const calls: string[] = [];
  function noted<A extends unknown[], R>(verb: string, work: (...given: A) => R): (...given: A) => R {
    return (...given) => {
      calls.push(verb);
      onCall?.(verb);
      return work(...given);
    };
  }
  const increment = driver.increment?.bind(driver);
  const touch = driver.touch?.bind(driver);
  const take = driver.take?.bind(driver);
  const list = driver.list?.bind(driver);
  return {
    calls,
    driver: {
      name: driver.name,
      limits: limits ?? driver.limits,
      details: driver.details,
      inProcess: driver.inProcess ?? false,
      coalescing: driver.coalescing,
      open: () => Promise.resolve(),
      close: noted('close', () => Promise.resolve()),
      ping: noted('ping', (call) => driver.ping(call)),
      read: noted('read', (keys, call) => driver.read(keys, call)),
      write: noted('write', (changes, call) => driver.write(changes, call)),
      swap: noted('swap', (change, expected, call) => driver.swap(change, expected, call)),
      // What the driver leaves out stays left out, for the store to find.
      ...(increment && { increment: noted('increment', increment) }),
      ...(touch && { touch: noted('touch', touch) }),
      ...(take && { take: noted('take', take) }),
      ...(list && {
        list: noted<Parameters<typeof list>, ReturnType<typeof list>>('list', (range, call) =>
          list({ ...range, limit: Math.min(range.limit, page) }, call),
        ),
      }),
      classify: (error) => driver.classify(error),
    },
  };
}

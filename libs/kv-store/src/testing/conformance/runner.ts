/**
 * The functions of a test framework that the suite is written in. The modules `vitest` and `node:test` are ones, and
 * so are jest's globals.
 */
export interface KvTestRunner {
  /** Declares a group of tests. */
  describe(name: string, tests: () => void): unknown;
  /** Declares a test. `timeout`: milliseconds. node:test has no use for it, and no limit. */
  it(name: string, test: () => Promise<void>, timeout?: number): unknown;
  /** Declares work before the tests of a group. */
  beforeAll?(work: () => Promise<void>, timeout?: number): unknown;
  /** Declares work after the tests of a group. */
  afterAll?(work: () => Promise<void>, timeout?: number): unknown;
  /** node:test's name of `beforeAll`. */
  before?(work: () => Promise<void>): unknown;
  /** node:test's name of `afterAll`. */
  after?(work: () => Promise<void>): unknown;
}

/** A runner by the names that the suite calls it. */
export interface Runner {
  describe(name: string, tests: () => void): void;
  it(name: string, test: () => Promise<void>, timeout?: number): void;
  before(work: () => Promise<void>): void;
  after(work: () => Promise<void>): void;
}

/** Longer than any test takes, also where the machine is busy: what hangs is found out by the deadlines of calls. */
const testTimeout = 60_000;

export function runnerOf(given: Partial<KvTestRunner> = globals()): Runner {
  const { describe, it } = given;
  const before = given.beforeAll ?? given.before;
  const after = given.afterAll ?? given.after;
  if (!describe || !it || !before || !after) {
    throw new Error(
      "describeKvDriver finds no describe, it, beforeAll and afterAll. Outside of jest give it a 'runner': " +
        "import * as runner from 'vitest', or from 'node:test'.",
    );
  }
  return {
    describe: (name, tests) => void describe(name, tests),
    it: (name, test, timeout = testTimeout) => void it(name, test, timeout),
    before: (work) => void before(work, testTimeout),
    after: (work) => void after(work, testTimeout),
  };
}

/** Those of jest and the like, of which the types here know nothing. */
function globals(): Partial<KvTestRunner> {
  const all: object = globalThis;
  return all;
}

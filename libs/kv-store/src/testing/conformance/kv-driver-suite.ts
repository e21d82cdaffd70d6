import type { KvDriver } from '../../core/kv-driver.js';
import type { KvTestRunner } from './runner.js';

/** A driver to put through the conformance suite. */
export interface KvDriverSuite {
  /** Names it in the titles of the tests. */
  name: string;
  /**
   * Makes a driver that is not open yet; the suite opens and closes it. Called many times, always for the same data
   * where that is `shared` or `kept`. The back end should hold nothing else.
   */
  create(): KvDriver | Promise<KvDriver>;
  /**
   * Which clock decides that an entry has expired. `'controlled'`: `call.now()`, so that the suite moves a clock of its
   * own, which runs an hour ahead. `'real'`: another, such as the server's, so that the suite waits.
   */
  time: 'controlled' | 'real';
  /**
   * What drivers that are made one after the other see of each other's entries. `'shared'`: all of them, while both are
   * open. `'kept'`: what one has left when it was closed. `'lost'`: none.
   */
  data: 'shared' | 'kept' | 'lost';
  /**
   * How many random sequences of calls are compared with the model, and how many histories are searched for a contradiction.
   * Default: 40 and 2, a few seconds on a local server.
   */
  effort?: { sequences?: number; histories?: number };
  /** Default: the globals `describe`, `it`, `beforeAll` and `afterAll`, as jest has them. */
  runner?: KvTestRunner;
}

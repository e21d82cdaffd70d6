import type { KvDriver } from '../../core/kv-driver.js';
import type { KvCommonOptions } from '../../kv-store.options.js';
import type { KvTestRunner } from './runner.js';

/** A driver to put through the conformance suite. */
export interface KvDriverSuite {
  /** Names it in the titles of the tests. */
  name: string;
  /**
   * Makes a driver that is not open yet; the suite opens and closes it. Called many times, always for the same data
   * where that is `shared` or `kept`. The back end must hold nothing else: the suite removes all that is there.
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
   * Gives the stores that the driver is tested behind a near cache. Two of them do not see at once what the other
   * changes, so that `data` is then `'kept'` where it would be `'shared'`. Default: none.
   */
  cache?: NonNullable<KvCommonOptions['cache']>;
  /**
   * How many random sequences of calls are compared with the model (default: 40), how many histories of each kind are
   * searched for a contradiction (2), and how many random documents are stored and read again (1,000). With these the
   * suite takes a minute or so on a local server.
   */
  effort?: { sequences?: number; histories?: number; documents?: number };
  /** Default: the globals `describe`, `it`, `beforeAll` and `afterAll`, as jest has them. */
  runner?: KvTestRunner;
}

export function checkSuite(suite: unknown): asserts suite is KvDriverSuite {
  const { name, create, time, data, cache } = (suite ?? {}) as { [option in keyof KvDriverSuite]?: unknown };
  if (typeof name !== 'string') throw missing('name', 'a string');
  if (typeof create !== 'function') throw missing('create', 'a function that makes a driver');
  if (time !== 'controlled' && time !== 'real') throw missing('time', "'controlled' or 'real'");
  if (data !== 'shared' && data !== 'kept' && data !== 'lost')
    throw missing('data', "'shared', 'kept' or 'lost'");
  if (cache !== undefined && data === 'shared')
    throw missing('data', "'kept' or 'lost' where there is a 'cache'");
}

function missing(option: string, wanted: string): TypeError {
  return new TypeError(`option '${option}' of describeKvDriver must be ${wanted}.`);
}

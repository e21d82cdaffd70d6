import type { KvStore } from '../../core/kv-store.js';
import { driverTopics } from './bare/index.js';
import { comparison } from './comparison.js';
import { histories } from './histories.js';
import { checkSuite, type KvDriverSuite } from './kv-driver-suite.js';
import { type Runner, runnerOf } from './runner.js';
import { storeTopics } from './store/index.js';
import { Subject } from './subject.js';
import type { Topic } from './topic.js';

/**
 * Declares the tests that every driver passes which keeps the contract of `KvDriver`: bare, behind the layers of a
 * store, inside of namespaces, as one of several callers (checked for linearizability), and against a model. It is
 * called where tests are declared, by jest, or with a `runner` by vitest and node:test:
 *
 * ```ts
 * describeKvDriver({ name: 'mine', create: () => new MyDriver(), time: 'controlled', data: 'kept' });
 * ```
 *
 * The comparison with the model needs `fast-check`: `npm install --save-dev fast-check`.
 */
export function describeKvDriver(suite: KvDriverSuite): void {
  checkSuite(suite);
  const runner = runnerOf(suite.runner);
  runner.describe(`driver '${suite.name}'`, () => {
    declare('bare', driverTopics, () => new Subject(suite), runner);
    declare('through the full stack', storeTopics, () => new Subject(suite), runner);
    declare('inside a namespace', storeTopics, () => new Subject(suite, inside), runner);
    const { order } = storeTopics;
    declare('call by call', { order }, () => new Subject(suite, undefined, { coalesce: false }), runner);
    runner.describe('serves its callers as if one by one', () => {
      histories(suite, runner);
    });
    runner.describe('does what the model does', () => {
      comparison(suite, runner);
    });
  });
}

function inside(root: KvStore): KvStore {
  return root.namespace('conformance').namespace('inside');
}

/** Each topic has a driver of its own, so that none leaves anything behind for another. */
function declare(
  name: string,
  topics: Readonly<Record<string, Topic>>,
  subject: () => Subject,
  runner: Runner,
): void {
  runner.describe(name, () => {
    for (const [title, topic] of Object.entries(topics)) {
      runner.describe(title, () => {
        topic(subject().around(runner), runner);
      });
    }
  });
}

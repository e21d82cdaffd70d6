import { strict as assert } from 'node:assert';

import type { KvErrorCode } from '../../../core/kv-error.js';
import { KvFault } from '../../../core/kv-fault.js';
import type { Subject } from '../subject.js';
import type { Topic } from '../topic.js';
import { put, remove } from './support.js';

/** All codes: what is left out here, or is none, the compiler finds. */
const codes: Record<KvErrorCode, true> = {
  NOT_FOUND: true,
  INVALID_ARGUMENT: true,
  TOO_LARGE: true,
  UNSUPPORTED: true,
  UNAVAILABLE: true,
  THROTTLED: true,
  EXHAUSTED: true,
  PERMISSION_DENIED: true,
  TIMEOUT: true,
  ABORTED: true,
  CONFLICT: true,
  CORRUPT: true,
  CLOSED: true,
  UNKNOWN: true,
};

const circular = new Error('of itself');
circular.cause = circular;

const thrown: readonly (readonly [string, unknown])[] = [
  ['undefined', undefined],
  ['null', null],
  ['an empty text', ''],
  ['a text', 'text'],
  ['0', 0],
  ['NaN', NaN],
  ['a bigint', 1n],
  ['true', true],
  ['a symbol', Symbol('thrown')],
  ['a function', () => 'thrown'],
  ['an array', []],
  ['an object', {}],
  ['an object whose fields are of other types', { code: 7, name: null, message: {}, status: 'x' }],
  ['an object with fields of null', { $metadata: null, cause: null, errors: null, code: null }],
  ['an object without a prototype', Object.create(null) as unknown],
  ['a frozen object', Object.freeze({ name: 'Frozen' })],
  ['an error without a message', new Error()],
  ['an error', new Error('text')],
  ['an error with a cause', new TypeError('text', { cause: 'text' })],
  ['an error that is its own cause', circular],
  ['an error with a code', Object.assign(new Error('text'), { code: 'ECONNREFUSED' })],
  ['an error without a name', Object.assign(new Error('text'), { name: '' })],
  ['an error of no errors', new AggregateError([], 'none')],
  ['a fault', new KvFault('UNAVAILABLE', 'It is down.')],
];

/** Long enough for any answer: what comes after it does not come. Milliseconds. */
const patience = 10_000;

export const errors: Topic = (subject, runner) => {
  /** Checks that the driver can say what it means. */
  function assertClassified(error: unknown): void {
    const failure = subject.driver.classify(error);
    assert.ok(Object.hasOwn(codes, failure.code), `${failure.code} is no code`);
    assert.ok(['undefined', 'string'].includes(typeof failure.message), 'the message is no text');
    assert.ok(
      ['undefined', 'boolean'].includes(typeof failure.retryable),
      'retryable is neither true nor false',
    );
    assert.ok([undefined, 'unknown', 'none'].includes(failure.outcome), 'the outcome is none');
  }

  runner.describe('classify', () => {
    for (const [title, error] of thrown) {
      runner.it(`has a code for ${title}`, () => {
        assertClassified(error);
        return Promise.resolve();
      });
    }
  });

  runner.describe('a call that is aborted already', () => {
    for (const [verb, ask] of calls) {
      runner.it(`settles, whatever it answers: ${verb}`, async () => {
        const error = await ended(ask(subject, subject.key(), AbortSignal.abort()));
        if (error) assertClassified(error.thrown);
      });
    }
  });
};

type Ask = (subject: Subject, key: string, signal: AbortSignal) => Promise<unknown>;

const calls: readonly (readonly [string, Ask])[] = [
  ['ping', (subject, _, signal) => subject.driver.ping(subject.call({ signal }))],
  ['read', (subject, key, signal) => subject.driver.read([key], subject.call({ signal })).then(settled)],
  [
    'read of many',
    (subject, key, signal) =>
      subject.driver.read([key, subject.key(), subject.key()], subject.call({ signal })).then(settled),
  ],
  [
    'write',
    (subject, key, signal) =>
      subject.driver.write([put(key, 'value')], subject.call({ signal })).then(settled),
  ],
  [
    'write of many',
    (subject, key, signal) =>
      subject.driver
        .write([put(key, 'value'), remove(subject.key())], subject.call({ signal }))
        .then(settled),
  ],
  [
    'swap',
    (subject, key, signal) => subject.driver.swap(put(key, 'value'), undefined, subject.call({ signal })),
  ],
  // What a driver leaves out is the store's to settle.
  [
    'increment',
    (subject, key, signal) =>
      subject.driver.increment?.(key, 1, undefined, subject.call({ signal })) ??
      subject.root.increment(key, 1, { signal }),
  ],
  [
    'touch',
    (subject, key, signal) =>
      subject.driver.touch?.(key, undefined, subject.call({ signal })) ??
      subject.root.touch(key, null, { signal }),
  ],
  [
    'take',
    (subject, key, signal) =>
      subject.driver.take?.(key, subject.call({ signal })) ?? subject.root.take(key, { signal }),
  ],
  [
    'list',
    (subject, key, signal) =>
      subject.driver.list?.({ prefix: key, limit: 10, keysOnly: false }, subject.call({ signal })) ??
      subject.root.page({ prefix: key, signal }),
  ],
];

async function settled(results: readonly unknown[]): Promise<void> {
  await Promise.all(results);
}

/** What the call is rejected with, if it is. It must end. */
async function ended(call: Promise<unknown>): Promise<{ thrown: unknown } | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, patience, 'late');
  });
  const end = call.then(
    () => undefined,
    (thrown: unknown) => ({ thrown }),
  );
  const first = await Promise.race([end, late]);
  clearTimeout(timer);
  assert.ok(first !== 'late', 'the call has not settled');
  return first;
}

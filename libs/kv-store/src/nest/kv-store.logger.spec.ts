import { KvError, type KvErrorCode } from '../core/kv-error.js';

import { KvStoreLogger, type KvStoreLogging } from './kv-store.logger.js';

const backEnd = { system: 'memory' };
const info = { store: 'default', driver: 'memory', backEnd, operation: 'get' } as const;
let lines: string[];
const loggerWith = (logging: KvStoreLogging = {}) =>
  new KvStoreLogger({ log: () => undefined, warn: (line: string) => void lines.push(line) }, logging);
const failed = (code: KvErrorCode) => ({ outcome: code, durationMs: 1, error: new KvError({ code }, info) });

beforeEach(() => {
  lines = [];
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

it.each([
  [{}, 1_000],
  [{ slowCall: 20 }, 20],
])('with %p calls are slow from %d ms on', (logging, slow) => {
  const logger = loggerWith(logging);
  logger.callEnded(info, { outcome: 'hit', durationMs: slow - 1 });
  expect(lines).toEqual([]);
  logger.callEnded(info, { outcome: 'hit', durationMs: slow });
  expect(lines).toEqual([`get on store 'default' was slow: hit after ${String(slow)} ms.`]);
});

it('says each kind of failure once in ten seconds, and how many were not said', () => {
  const logger = loggerWith();
  for (let count = 0; count < 5; count += 1) logger.callEnded(info, failed('UNAVAILABLE'));
  logger.callEnded(info, failed('THROTTLED'));
  expect(lines).toHaveLength(2);
  jest.advanceTimersByTime(9_999);
  logger.callEnded(info, failed('UNAVAILABLE'));
  expect(lines).toHaveLength(2);
  jest.advanceTimersByTime(1);
  logger.callEnded(info, failed('UNAVAILABLE'));
  expect(lines).toHaveLength(3);
  expect(lines[2]).toMatch(/\(5 more of this kind since the last line\)$/);
});

it.each(['NOT_FOUND', 'INVALID_ARGUMENT', 'ABORTED'] as const)(
  "says nothing of %s, which is its caller's own",
  (code) => {
    loggerWith().callEnded(info, failed(code));
    expect(lines).toEqual([]);
  },
);

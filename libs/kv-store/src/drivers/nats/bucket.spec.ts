import { openBucket } from './bucket.js';
import { JetStreamError, NoAnswer, streamNotFound } from './errors.js';
import type { Stream } from './stream.js';

const info = { config: { subjects: ['$KV.b.>'], max_age: 0 }, created: '2026-01-01T00:00:00Z' };
const never = () => new Promise<never>(() => undefined);

/** A cluster whose answers are lost: `answers` come one after the other. */
function streamOf(answers: (() => Promise<unknown>)[]) {
  const asked: string[] = [];
  const learned: unknown[] = [];
  const stream = {
    name: 'KV_b',
    subjectOf: (tokens: string) => `$KV.b.${tokens}`,
    learn: (found: unknown) => learned.push(found),
    ask: (verb: string) => {
      asked.push(verb);
      return (answers.shift() ?? never)();
    },
  };
  return { stream: stream as unknown as Stream, asked, learned };
}

describe('a bucket whose cluster does not answer', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('is asked for again, and created again', async () => {
    const missing = () => Promise.reject(new JetStreamError(streamNotFound, 404));
    const { stream, asked, learned } = streamOf([never, missing, never, () => Promise.resolve(info)]);
    const opened = openBucket(stream, 'b', {}, () => undefined);
    await jest.advanceTimersByTimeAsync(10_000);
    await opened;
    expect(asked).toEqual(['INFO', 'INFO', 'CREATE', 'CREATE']);
    expect(learned).toEqual([info]);
  });

  it('is not opened when it never does', async () => {
    const { stream, asked } = streamOf([]);
    const opened = openBucket(stream, 'b', {}, () => undefined);
    opened.catch(() => undefined);
    await jest.advanceTimersByTimeAsync(40_000);
    await expect(opened).rejects.toBeInstanceOf(NoAnswer);
    expect(asked).toHaveLength(8);
  });
});

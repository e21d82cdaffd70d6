import { strict as assert } from 'node:assert';
import { inspect } from 'node:util';

import { json } from '../../../core/codecs/json.js';
import type { KvErrorCode } from '../../../core/kv-error.js';
import type { KvCallOptions, KvStore } from '../../../core/kv-store.js';
import { failure, rejection } from '../assertions.js';
import type { Topic } from '../topic.js';
import { assertUntouched, minute } from './support.js';

type Abortable = (kv: KvStore, key: string, options: KvCallOptions) => Promise<unknown>;

const callsOnOne: readonly (readonly [string, Abortable])[] = [
  ['get', (kv, key, options) => kv.get(key, options)],
  ['getOrThrow', (kv, key, options) => kv.getOrThrow(key, options)],
  ['getEntry', (kv, key, options) => kv.getEntry(key, options)],
  ['getMany', (kv, key, options) => kv.getMany([key], options)],
  ['has', (kv, key, options) => kv.has(key, options)],
  ['getOrSet', (kv, key, options) => kv.getOrSet(key, () => '7', options)],
  ['set', (kv, key, options) => kv.set(key, '7', options)],
  ['setMany', (kv, key, options) => kv.setMany([[key, '7']], options)],
  ['delete', (kv, key, options) => kv.delete(key, options)],
  ['deleteMany', (kv, key, options) => kv.deleteMany([key], options)],
  ['create', (kv, key, options) => kv.create(key, '7', options)],
  ['update', (kv, key, options) => kv.update(key, () => '7', options)],
  ['take', (kv, key, options) => kv.take(key, options)],
  ['increment', (kv, key, options) => kv.increment(key, 1, options)],
  ['touch', (kv, key, options) => kv.touch(key, null, options)],
];

export const errors: Topic = (subject, runner) => {
  runner.describe('a caller who changed its mind', () => {
    for (const [operation, call] of callsOnOne) {
      runner.it(`gets ABORTED, and nothing was done: ${operation}`, async () => {
        const { kv } = subject;
        const [there, absent] = [subject.key(), subject.key()];
        await kv.set(there, '1', { ttl: minute });
        for (const key of [there, absent]) {
          await assertUntouched(kv, key, async () => {
            const error = await failure(call(kv, key, { signal: AbortSignal.abort() }), 'ABORTED');
            assert.equal(error.operation, operation);
            assert.equal(error.retryable, false);
            assert.equal(error.outcome, undefined);
          });
        }
      });
    }

    runner.it('changes no condition', async () => {
      const { kv } = subject;
      const key = subject.key();
      await kv.set(key, 'value');
      const version = (await kv.getEntry(key))?.version ?? '';
      await assertUntouched(kv, key, async () => {
        const signal = AbortSignal.abort();
        await failure(kv.replaceIf(key, 'new', version, { signal }), 'ABORTED');
        await failure(kv.deleteIf(key, version, { signal }), 'ABORTED');
      });
    });

    runner.it('is told so by the health check as well', async () => {
      await failure(subject.kv.healthCheck({ signal: AbortSignal.abort() }), 'ABORTED');
    });

    runner.it('disturbs no other', async () => {
      const { kv } = subject;
      const [key, aborting] = [subject.key(), new AbortController()];
      await kv.set(key, 'value');
      const calls = [kv.get(key, { signal: aborting.signal }), kv.get(key), kv.getMany([key])] as const;
      // It may have its answer by then.
      const first = calls[0].catch((error: unknown) => (error as { code?: unknown }).code);
      aborting.abort();
      assert.ok(['ABORTED', 'value'].includes(String(await first)));
      assert.equal(await calls[1], 'value');
      assert.deepEqual(await calls[2], ['value']);
    });

    runner.it('may be one whose call is over', async () => {
      const { kv } = subject;
      const [key, aborting] = [subject.key(), new AbortController()];
      await kv.set(key, 'value', { signal: aborting.signal });
      assert.equal(await kv.get(key, { signal: aborting.signal }), 'value');
      aborting.abort();
      assert.equal(await kv.get(key), 'value');
    });
  });

  runner.describe('an error', () => {
    const secret = 'secret-value';
    const failing: readonly (readonly [
      string,
      KvErrorCode,
      (kv: KvStore, key: string) => Promise<unknown>,
    ])[] = [
      ['getOrThrow', 'NOT_FOUND', (kv, key) => kv.getOrThrow(`${key}-none`)],
      ['set', 'INVALID_ARGUMENT', (kv, key) => kv.set(key, `${secret}\ud800`)],
      ['setMany', 'INVALID_ARGUMENT', (kv, key) => kv.setMany([[key, `${secret}\ud800`]])],
      ['increment', 'INVALID_ARGUMENT', (kv, key) => kv.increment(key)],
      ['get', 'CORRUPT', (kv, key) => kv.as(json()).get(key)],
      ['getMany', 'CORRUPT', (kv, key) => kv.as(json()).getMany([key])],
      ['take', 'CORRUPT', (kv, key) => kv.as(json()).take(key)],
    ];
    for (const [operation, code, call] of failing) {
      runner.it(`shows neither key nor value, and names the call: ${operation} with ${code}`, async () => {
        const { kv } = subject;
        const key = `secret-${subject.key()}`;
        await kv.set(key, secret);
        const error = await failure(call(kv, key), code);
        const shown =
          inspect(error, { depth: 10 }) + JSON.stringify(error) + String(error) + (error.stack ?? '');
        assert.ok(!shown.includes('secret-'), 'the error shows a key or a value');
        assert.deepEqual([error.store, error.driver, error.operation], [kv.name, kv.driver, operation]);
        assert.ok(error.message.includes(code));
        assert.ok(error.reason !== '' && error.message.includes(error.reason));
      });
    }

    runner.it('says of no key what is wrong with it by showing it', async () => {
      const { kv } = subject;
      const key = 'secret-'.repeat(20) + '\ud800';
      const calls = [
        () => kv.get(key),
        () => kv.set(key, 'value'),
        () => kv.getMany([key]),
        () => kv.deleteMany([key]),
      ];
      for (const call of calls) {
        const error = await rejection(call());
        assert.ok(!inspect(error, { depth: 10 }).includes('secret-'), 'the error shows the key');
      }
    });
  });

  runner.describe('health', () => {
    runner.it('is up, with the driver and the time it took', async () => {
      const { kv } = subject;
      const started = performance.now();
      const { status, details } = await kv.healthCheck();
      const took = performance.now() - started;
      assert.equal(status, 'up', details.error?.message);
      assert.equal(details.driver, kv.driver);
      assert.equal(details.error, undefined);
      // It is rounded.
      assert.ok(
        details.latencyMs >= 0 && details.latencyMs <= took + 0.01,
        `${details.latencyMs} of ${took} ms`,
      );
    });

    runner.it('tells what the driver says of its back end', async () => {
      const { details } = await subject.kv.healthCheck();
      for (const [name, value] of Object.entries(subject.driver.details)) assert.equal(details[name], value);
    });
  });
};

import { strict as assert } from 'node:assert';
import { inspect } from 'node:util';

import { bytes } from '../../../core/codecs/bytes.js';
import { json } from '../../../core/codecs/json.js';
import type { KvStore } from '../../../core/kv-store.js';
import { failure } from '../assertions.js';
import type { Topic } from '../topic.js';
import { badCalls, badJson, callsWithKey, callsWithTtl, callsWithValue } from './bad-calls.js';
import { assertUntouched, minute } from './support.js';

const badKeys = [undefined, null, 7, {}, ['a'], Symbol('key'), '', '\ud83d', 'a\udc00'];
const badValues = [undefined, null, 7, {}, Buffer.from('a'), '\ud83d', 'a\udc00b'];
const badTtls = [0, -1, NaN, Infinity, '1000', {}];
const badAmounts = [1.5, NaN, Infinity, 2 ** 53, '1', null];

export const badArguments: Topic = (subject, runner) => {
  /** Makes calls on an entry that is there and on one that is not, and checks that each is refused and does nothing. */
  async function assertRefused<T>(
    kv: KvStore<T>,
    stored: T,
    calls: (key: string) => readonly (() => Promise<unknown>)[],
  ): Promise<void> {
    const [there, absent] = [subject.key(), subject.key()];
    await kv.set(there, stored, { ttl: minute });
    for (const key of [there, absent]) {
      await assertUntouched(kv, key, async () => {
        for (const call of calls(key)) {
          const error = await failure(call(), 'INVALID_ARGUMENT');
          assert.equal(error.name, 'KvError');
          assert.equal(error.retryable, false);
          assert.equal(error.outcome, undefined);
          assert.deepEqual([error.store, error.driver], [kv.name, kv.driver]);
        }
      });
    }
  }

  runner.describe('a bad argument', () => {
    for (const bad of badKeys) {
      runner.it(`is the key ${inspect(bad)}`, async () => {
        for (const [operation, call] of callsWithKey) {
          const error = await failure(call(subject.kv, bad as string), 'INVALID_ARGUMENT');
          assert.equal(error.name, 'KvError');
          assert.equal(error.operation, operation);
        }
      });
    }

    for (const bad of badValues) {
      runner.it(`is the value ${inspect(bad)}`, async () => {
        const { kv } = subject;
        await assertRefused(kv, 'value', (key) =>
          callsWithValue(kv, key, bad as string).map((call) => async () => {
            try {
              return await call();
            } catch (error) {
              assert.equal((error as { key?: unknown }).key, key);
              throw error;
            }
          }),
        );
      });
    }

    for (const [name, bad] of badJson) {
      runner.it(`is ${name} as JSON`, async () => {
        const kv = subject.kv.as(json());
        await assertRefused(kv, 'value', (key) => callsWithValue(kv, key, bad));
      });
    }

    for (const bad of [undefined, null, 'text', [1, 2], new ArrayBuffer(2), { length: 2 }]) {
      runner.it(`is ${inspect(bad)} as bytes`, async () => {
        const kv = subject.kv.as(bytes);
        await assertRefused(kv, Uint8Array.of(1), (key) => callsWithValue(kv, key, bad as Uint8Array));
      });
    }

    for (const bad of badTtls) {
      runner.it(`is a ttl of ${inspect(bad)}`, async () => {
        const { kv } = subject;
        await assertRefused(kv, '1', (key) => callsWithTtl(kv, key, bad as number));
        const error = await failure(
          kv.set(subject.key(), 'value', { ttl: bad as number }),
          'INVALID_ARGUMENT',
        );
        assert.match(error.message, /'ttl'/);
      });
    }

    runner.it('is no ttl for touch, which says that null is for never', async () => {
      const { kv } = subject;
      await assertRefused(kv, 'value', (key) => [() => kv.touch(key, undefined as unknown as null)]);
      const error = await failure(kv.touch('key', undefined as unknown as null), 'INVALID_ARGUMENT');
      assert.match(error.message, /null/);
    });

    for (const bad of [undefined, null, '', 7]) {
      runner.it(`is the version ${inspect(bad)}`, async () => {
        const { kv } = subject;
        await assertRefused(kv, 'value', (key) => [
          () => kv.replaceIf(key, 'new', bad as string),
          () => kv.deleteIf(key, bad as string),
        ]);
      });
    }

    for (const bad of badAmounts) {
      runner.it(`is the amount ${inspect(bad)}`, async () => {
        const { kv } = subject;
        await assertRefused(kv, '1', (key) => [() => kv.increment(key, bad as number)]);
      });
    }

    runner.it('is no function where one is called for', async () => {
      const { kv } = subject;
      await assertRefused(kv, 'value', (key) => [
        () => kv.update(key, 'value' as never),
        () => kv.update(key, undefined as never),
        () => kv.getOrSet(key, 'value' as never),
        () => kv.getOrSet(key, undefined as never),
      ]);
    });

    for (const [name, call] of badCalls) {
      runner.it(`is ${name}`, async () => {
        const { kv } = subject;
        await assertRefused(kv, 'value', (key) => [() => call(kv, key)]);
      });
    }
  });
};

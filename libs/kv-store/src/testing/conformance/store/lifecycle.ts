import { strict as assert } from 'node:assert';

import type { KvStore } from '../../../core/kv-store.js';
import { all, failure } from '../assertions.js';
import { borrowed } from '../borrowed.js';
import type { Topic } from '../topic.js';
import { callsWithKey } from './bad-calls.js';
import { assertSilent, minute } from './support.js';

const others: readonly (readonly [string, (kv: KvStore) => Promise<unknown>])[] = [
  ['getMany of none', (kv) => kv.getMany([])],
  ['setMany of none', (kv) => kv.setMany([])],
  ['deleteMany of none', (kv) => kv.deleteMany([])],
  ['keys', (kv) => all(kv.keys())],
  ['entries', (kv) => all(kv.entries())],
  ['page', (kv) => kv.page()],
  ['clear', (kv) => kv.clear({ prefix: 'key-' })],
];

export const lifecycle: Topic = (subject, runner) => {
  runner.describe('a store that was closed', () => {
    for (const [operation, call] of [...callsWithKey, ...others]) {
      runner.it(`refuses every call with CLOSED: ${operation}`, async () => {
        const { kv } = subject;
        const key = subject.key();
        const asked = borrowed(subject.driver);
        const root = await subject.storeOn(asked.driver);
        await root.set(key, '1', { ttl: minute });
        await root.close();
        const before = asked.calls.length;
        for (const closed of [root, root.namespace('inside')]) {
          const error = await failure(call(closed, key), 'CLOSED');
          assert.equal(error.name, 'KvError');
          assert.deepEqual([error.store, error.driver], [kv.name, kv.driver]);
          assert.equal(error.retryable, false);
          assert.equal(error.outcome, undefined);
        }
        assert.equal(asked.calls.length, before, 'a closed driver was asked');
      });
    }

    runner.it('is closed once the calls under way have ended', async () => {
      const [key, other, count] = [subject.key(), subject.key(), subject.key()];
      const asked = borrowed(subject.driver);
      const root = await subject.storeOn(asked.driver);
      await root.set(key, 'value');
      const calls = Promise.all([
        root.get(key),
        root.set(other, 'other'),
        root.getMany([key]),
        root.increment(count),
      ]);
      await Promise.all([root.close(), failure(root.get(key), 'CLOSED')]);
      assert.deepEqual(await calls, ['value', undefined, ['value'], 1]);
      assert.equal(asked.calls.at(-1), 'close');
    });

    runner.it('is down, since it is closed', async () => {
      const root = await subject.storeOn(borrowed(subject.driver).driver);
      await root.close();
      const { status, details } = await root.healthCheck();
      assert.deepEqual([status, details.error?.code], ['down', 'CLOSED']);
    });

    runner.it('may be closed again, and closes its driver once', async () => {
      const { driver, calls } = borrowed(subject.driver);
      const root = await subject.storeOn(driver);
      await Promise.all([root.close(), root.close()]);
      await assertSilent(root.close());
      assert.deepEqual(calls, ['close']);
    });

    runner.it('is closed by the end of a scope as well', async () => {
      const { driver, calls } = borrowed(subject.driver);
      const root = await subject.storeOn(driver);
      await root[Symbol.asyncDispose]();
      assert.deepEqual(calls, ['close']);
      await failure(root.get(subject.key()), 'CLOSED');
      await root.close();
      assert.deepEqual(calls, ['close']);
    });

    runner.it('is so with the driver itself, and another may be opened', async () => {
      const [{ kv, root }, key] = [subject, subject.key()];
      await kv.set(key, 'value');
      await subject.close();
      try {
        await root.close();
        await failure(kv.get(key), 'CLOSED');
        await failure(kv.set(key, 'late'), 'CLOSED');
        await failure(all(kv.keys()), 'CLOSED');
      } finally {
        await subject.open();
      }
      assert.equal(await subject.kv.get(key), subject.suite.data === 'lost' ? undefined : 'value');
    });
  });
};

import { strict as assert } from 'node:assert';

import { KvBatchError } from '../../../core/kv-error.js';
import { failure } from '../assertions.js';
import type { Topic } from '../topic.js';
import { assertSilent, times } from './support.js';

export const batches: Topic = (subject, runner) => {
  runner.describe('many entries', () => {
    runner.it('come in the order of their keys, misses and repeats included', async () => {
      const { kv } = subject;
      const [first, second, missing] = [subject.key(), subject.key(), subject.key()];
      await kv.setMany([
        [first, '1'],
        [second, '2'],
      ]);
      const read = await kv.getMany([second, missing, first, second, missing]);
      assert.deepEqual(read, ['2', undefined, '1', '2', undefined]);
    });

    runner.it('may be 250, set, read and deleted', async () => {
      const { kv } = subject;
      const keys = times(250, () => subject.key());
      await kv.setMany(keys.map((key) => [key, `value of ${key}`]));
      assert.deepEqual(
        await kv.getMany(keys),
        keys.map((key) => `value of ${key}`),
      );
      const [half, others] = [keys.slice(0, 125), keys.slice(125)];
      await assertSilent(kv.deleteMany(half));
      assert.deepEqual(
        await kv.getMany(keys),
        keys.map((key, index) => (index < 125 ? undefined : `value of ${key}`)),
      );
      await kv.deleteMany(others);
      assert.deepEqual(
        await kv.getMany(keys),
        keys.map(() => undefined),
      );
    });

    runner.it('under one key are the last of them', async () => {
      const { kv } = subject;
      const key = subject.key();
      await kv.setMany([
        [key, 'first'],
        [key, 'last'],
      ]);
      assert.equal(await kv.get(key), 'last');
      await kv.deleteMany([key, key]);
      assert.equal(await kv.has(key), false);
    });

    runner.it('take the place of what was there, beside what is new', async () => {
      const { kv } = subject;
      const [old, added, other] = [subject.key(), subject.key(), subject.key()];
      await kv.setMany([
        [old, 'before'],
        [other, 'untouched'],
      ]);
      await kv.setMany([
        [added, 'new'],
        [old, 'after'],
      ]);
      assert.deepEqual(await kv.getMany([old, added, other]), ['after', 'new', 'untouched']);
    });

    runner.it('may be none, or come from any iterable', async () => {
      const { kv } = subject;
      assert.deepEqual(await kv.getMany([]), []);
      await assertSilent(kv.setMany([]));
      await assertSilent(kv.deleteMany([]));
      const [first, second] = [subject.key(), subject.key()];
      const entries = new Map([
        [first, '1'],
        [second, '2'],
      ]);
      await kv.setMany(entries);
      assert.deepEqual(await kv.getMany(new Set([second, first])), ['2', '1']);
      await kv.deleteMany(entries.keys());
      assert.deepEqual(await kv.getMany([first, second]), [undefined, undefined]);
    });

    runner.it('may be deleted where some are not there', async () => {
      const { kv } = subject;
      const [there, missing] = [subject.key(), subject.key()];
      await kv.set(there, 'value');
      await assertSilent(kv.deleteMany([missing, there]));
      assert.deepEqual(await kv.getMany([there, missing]), [undefined, undefined]);
    });

    runner.it('are all checked before any is sent', async () => {
      const { kv } = subject;
      const [key, there] = [subject.key(), subject.key()];
      await kv.set(there, 'before');
      const error = await failure(
        kv.setMany([
          [key, 'value'],
          [there, 'after'],
          ['', 'value'],
        ]),
        'INVALID_ARGUMENT',
      );
      assert.equal(error.key, '');
      assert.ok(!(error instanceof KvBatchError));
      await failure(kv.deleteMany([there, '']), 'INVALID_ARGUMENT');
      assert.deepEqual(await kv.getMany([key, there]), [undefined, 'before']);
    });
  });
};

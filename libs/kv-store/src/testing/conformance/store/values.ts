import { strict as assert } from 'node:assert';
import { setTimeout as pause } from 'node:timers/promises';
import { inspect } from 'node:util';

import { failure } from '../assertions.js';
import type { Topic } from '../topic.js';
import { awkwardKeys, awkwardValues, wellFormedText } from './material.js';
import { Random } from '../../linearizability/random.js';
import { assertSilent, times } from './support.js';

/** Milliseconds after which every replica has caught up. */
const eventually = 10_000;

export const values: Topic = (subject, runner) => {
  runner.describe('one entry', () => {
    runner.it('is undefined until it is set, then its value, then the next', async () => {
      const { kv } = subject;
      const key = subject.key();
      assert.equal(await kv.get(key), undefined);
      assert.equal(await kv.has(key), false);
      assert.equal(await kv.getEntry(key), undefined);
      await assertSilent(kv.set(key, 'one'));
      assert.equal(await kv.get(key), 'one');
      assert.equal(await kv.has(key), true);
      await kv.set(key, 'two');
      assert.equal(await kv.get(key), 'two');
    });

    runner.it('is gone when deleted, and deleting it again succeeds', async () => {
      const { kv } = subject;
      const key = subject.key();
      await kv.set(key, 'value');
      await assertSilent(kv.delete(key));
      assert.equal(await kv.get(key), undefined);
      assert.equal(await kv.has(key), false);
      await assertSilent(kv.delete(key));
      assert.equal(await kv.get(key), undefined);
    });

    runner.it('is given by getOrThrow, or NOT_FOUND', async () => {
      const { kv } = subject;
      const key = subject.key();
      const error = await failure(kv.getOrThrow(key), 'NOT_FOUND');
      assert.equal(error.retryable, false);
      assert.equal(error.key, key);
      assert.equal(error.operation, 'getOrThrow');
      assert.match(error.message, /nothing is stored under the key/);
      await kv.set(key, '');
      assert.equal(await kv.getOrThrow(key), '');
    });

    runner.it('is apart from every other key', async () => {
      const { kv } = subject;
      const kept = awkwardKeys.map((_, index) => `value ${index}`);
      const none = awkwardKeys.map(() => undefined);
      await kv.setMany(awkwardKeys.map((key, index) => [key, `value ${index}`]));
      assert.deepEqual(await kv.getMany(awkwardKeys), kept);
      assert.deepEqual(await Promise.all(awkwardKeys.map((key) => kv.get(key))), kept);
      for (const key of awkwardKeys) assert.equal(await kv.has(key), true);
      await kv.deleteMany(awkwardKeys);
      assert.deepEqual(await kv.getMany(awkwardKeys), none);
    });

    runner.it('is deleted, and no other', async () => {
      const { kv } = subject;
      await kv.setMany(awkwardKeys.map((key) => [key, key]));
      for (const rest of [0, 1]) {
        const isLeft = (index: number) => rest === 0 && index % 2 === 1;
        const gone = awkwardKeys.filter((_, index) => index % 2 === rest);
        for (const key of gone) await kv.delete(key);
        assert.deepEqual(
          await kv.getMany(awkwardKeys),
          awkwardKeys.map((key, index) => (isLeft(index) ? key : undefined)),
        );
      }
    });

    runner.it('is read with eventual consistency when asked', async () => {
      const { kv } = subject;
      const key = subject.key();
      await kv.set(key, 'value');
      // It may miss what was written just now, and for how long is the back end's affair.
      const deadline = Date.now() + eventually;
      while ((await kv.get(key, { consistency: 'eventual' })) === undefined && Date.now() < deadline) {
        await pause(20);
      }
      const read = await kv.getMany([key, subject.key()], { consistency: 'eventual' });
      assert.deepEqual(read, ['value', undefined]);
    });
  });

  runner.describe('a value', () => {
    for (const value of awkwardValues) {
      runner.it(
        `is kept exactly: ${inspect(value.slice(0, 30))}${value.length > 30 ? '…' : ''}`,
        async () => {
          const { kv } = subject;
          const key = subject.key();
          await kv.set(key, value);
          // Not by assert.equal, whose message would quote all of a long one.
          assert.ok((await kv.get(key)) === value, 'get gave another value');
          const [many] = await kv.getMany([key]);
          assert.ok(many === value, 'getMany gave another value');
          await kv.setMany([[key, value]]);
          assert.ok((await kv.getEntry(key))?.value === value, 'getEntry gave another value');
        },
      );
    }

    runner.it('is any well-formed text under any well-formed key', async () => {
      const any = subject.kv.namespace('any');
      const random = new Random(1);
      const entries = times(
        200,
        () => [wellFormedText(random, 1, 50), wellFormedText(random, 0, 500)] as const,
      );
      const kept = new Map(entries);
      await Promise.all([...kept].map(([key, value]) => any.set(key, value)));
      const read = await Promise.all([...kept.keys()].map((key) => any.get(key)));
      assert.deepEqual(read, [...kept.values()]);
      assert.deepEqual(await any.getMany(kept.keys()), [...kept.values()]);
    });
  });
};

import { strict as assert } from 'node:assert';

import { times } from '../store/support.js';
import type { Topic } from '../topic.js';
import { put, remove, textsUnder, valuesOf, write } from './support.js';

const many = 250;

export const batches: Topic = (subject, runner) => {
  runner.describe('one call', () => {
    runner.it('reads and writes 250 keys', async () => {
      const keys = times(many, () => subject.key());
      await write(subject, ...keys.map((key) => put(key, `value of ${key}`)));
      assert.deepEqual(
        await textsUnder(subject, ...keys),
        keys.map((key) => `value of ${key}`),
      );
      const backwards = keys.toReversed();
      assert.deepEqual(
        await textsUnder(subject, ...backwards),
        backwards.map((key) => `value of ${key}`),
      );
      await write(subject, ...keys.map(remove));
      assert.deepEqual(
        await textsUnder(subject, ...keys),
        keys.map(() => undefined),
      );
    });

    runner.it('mixes puts and deletes, of what is there and of what is not', async () => {
      const keys = times(many, () => subject.key());
      await write(subject, ...keys.slice(0, 100).map((key) => put(key, 'before')));
      const changes = keys.map((key, index) => (index % 2 === 0 ? put(key, `${index}`) : remove(key)));
      const outcomes = await valuesOf(subject.driver.write(changes, subject.call()), many);
      assert.ok(outcomes.every((outcome) => outcome === undefined));
      assert.deepEqual(
        await textsUnder(subject, ...keys),
        keys.map((_, index) => (index % 2 === 0 ? `${index}` : undefined)),
      );
    });

    runner.it('reads what is there among what is not', async () => {
      const keys = times(many, () => subject.key());
      const there = keys.filter((_, index) => index % 7 === 0);
      await write(subject, ...there.map((key) => put(key, key)));
      assert.deepEqual(
        await textsUnder(subject, ...keys),
        keys.map((key, index) => (index % 7 === 0 ? key : undefined)),
      );
    });

    runner.it('carries values that are large together', async () => {
      const keys = times(12, () => subject.key());
      const value = (index: number) => String(index % 10).repeat(100_000 + index);
      await write(subject, ...keys.map((key, index) => put(key, value(index))));
      const texts = await textsUnder(subject, ...keys);
      for (const [index, text] of texts.entries())
        assert.ok(text === value(index), `value ${index} is another`);
      await write(subject, ...keys.map(remove));
    });
  });
};

import { strict as assert } from 'node:assert';

import { KvBatchError } from '../../../core/kv-error.js';
import { json } from '../../../core/codecs/json.js';
import type { StandardSchema } from '../../../core/codecs/standard-schema.js';
import { failure } from '../assertions.js';
import type { Topic } from '../topic.js';
import { awkwardDocuments, documentOf, type Json } from './documents.js';
import { Random } from '../../linearizability/random.js';
import { assertUntouched, committed, entryOf, minute, times } from './support.js';

interface User {
  name: string;
}

const User: StandardSchema<User> = {
  '~standard': {
    version: 1,
    vendor: 'nestjs-kv-store',
    validate: (value) =>
      typeof (value as Partial<User> | null)?.name === 'string'
        ? { value: value as User }
        : { issues: [{ message: 'a name is missing', path: ['name'] }] },
  },
};

const seed = 1;
const batch = 500;

export const jsonViews: Topic = (subject, runner) => {
  const open = () => subject.kv.as(json<Json>());

  runner.describe('values as JSON', () => {
    for (const [name, document] of awkwardDocuments) {
      runner.it(`come back as they were: ${name}`, async () => {
        const kv = open();
        const [key, created, loaded] = [subject.key(), subject.key(), subject.key()];
        await kv.set(key, document);
        assert.deepEqual(await kv.get(key), document);
        assert.deepEqual(await kv.getMany([key]), [document]);
        assert.equal(await subject.kv.get(key), JSON.stringify(document));
        committed(await kv.create(created, document));
        assert.deepEqual(await kv.getOrThrow(created), document);
        assert.deepEqual(await kv.getOrSet(loaded, () => document), document);
        assert.deepEqual(await kv.getOrSet(loaded, () => 'loaded again'), document);
        assert.deepEqual(await kv.take(key), document);
        assert.equal(await kv.has(key), false);
      });
    }

    const { documents: count = 1_000 } = subject.suite.effort ?? {};
    runner.it(`come back as they were, ${count} of them`, async () => {
      const kv = open().namespace('documents');
      const random = new Random(seed);
      // Under the same keys again and again: thousands more entries would slow down every list of the back end.
      const keys = times(batch, () => subject.key());
      for (let first = 0; first < count; first += batch) {
        const documents = times(batch, () => documentOf(random));
        const entries = new Map(keys.map((key, index) => [key, documents[index] ?? null]));
        await kv.setMany(entries);
        const read = await kv.getMany(keys);
        for (const [index, document] of documents.entries()) {
          assert.deepEqual(read[index], document, `document ${first + index} of seed ${seed} is another`);
        }
      }
    });

    runner.it('are JSON text to others, and theirs are values', async () => {
      const kv = open();
      const key = subject.key();
      await kv.set(key, { a: [1, 'two', null] });
      assert.equal(await subject.kv.get(key), '{"a":[1,"two",null]}');
      await subject.kv.set(key, ' { "b" : 456 } ');
      assert.deepEqual(await kv.get(key), { b: 456 });
      await subject.kv.set(key, '456');
      assert.equal(await kv.get(key), 456);
    });

    runner.it('may be null, which is a value and no miss', async () => {
      const kv = open();
      const key = subject.key();
      await kv.set(key, null);
      assert.equal(await kv.get(key), null);
      assert.equal(await kv.has(key), true);
      assert.equal(await kv.update(key, (current) => (current === null ? 0 : 'another')), 0);
      assert.equal(await kv.update(key, (current) => (current === 0 ? null : 'another')), null);
      assert.equal((await entryOf(kv, key)).value, null);
      assert.equal(await kv.take(key), null);
      assert.equal(await kv.take(key), undefined);
    });

    runner.it('are separate for each caller', async () => {
      const kv = open();
      const key = subject.key();
      const given = { list: [1] };
      const stored = kv.set(key, given);
      given.list.push(2);
      await stored;
      const [first, second] = await Promise.all([kv.get(key), kv.get(key)]);
      assert.deepEqual(first, { list: [1] });
      first.list.push(3);
      assert.deepEqual(second, { list: [1] });
      assert.deepEqual(await kv.get(key), { list: [1] });
    });

    runner.it('that are none are CORRUPT, and stay', async () => {
      const kv = open();
      const key = subject.key();
      await subject.kv.set(key, 'no { JSON', { ttl: minute });
      const calls = [
        () => kv.get(key),
        () => kv.getOrThrow(key),
        () => kv.getEntry(key),
        () => kv.getOrSet(key, () => 'loaded'),
        () => kv.update(key, () => 'changed'),
        () => kv.take(key),
      ];
      for (const call of calls) {
        const error = await failure(call(), 'CORRUPT');
        assert.equal(error.key, key);
        assert.equal(error.retryable, false);
        assert.ok(!error.message.includes('no {'), 'the message quotes the value');
      }
      const { value, expiresAt } = await entryOf(subject.kv, key);
      assert.equal(value, 'no { JSON');
      assert.ok(expiresAt !== undefined);
      assert.equal(await kv.has(key), true);
      assert.equal(await kv.touch(key, null), true);
      await kv.set(key, 'mended');
      assert.equal(await kv.get(key), 'mended');
    });

    runner.it('that are none are named among many', async () => {
      const kv = open();
      const [right, wrong] = [subject.key(), subject.key()];
      await subject.kv.setMany([
        [right, '1'],
        [wrong, 'one'],
      ]);
      const error = await failure(kv.getMany([right, wrong, subject.key()]), 'CORRUPT');
      assert.ok(error instanceof KvBatchError);
      assert.deepEqual(
        error.failures.map(({ key, code }) => [key, code]),
        [[wrong, 'CORRUPT']],
      );
    });

    runner.it('are checked by a schema, on write and on read', async () => {
      const users = subject.kv.as(json(User));
      const key = subject.key();
      await users.set(key, { name: 'Ada' });
      assert.deepEqual(await users.get(key), { name: 'Ada' });
      const nameless = {} as User;
      await assertUntouched(users, key, async () => {
        await failure(users.set(key, nameless), 'INVALID_ARGUMENT');
        await failure(
          users.update(key, () => nameless),
          'INVALID_ARGUMENT',
        );
      });
      await subject.kv.set(key, '{"name":7}');
      await failure(users.get(key), 'CORRUPT');
    });
  });
};

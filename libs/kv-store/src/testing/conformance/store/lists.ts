import { strict as assert } from 'node:assert';
import { inspect } from 'node:util';

import { json } from '../../../core/codecs/json.js';
import type { KvStore } from '../../../core/kv-store.js';
import { all, failure } from '../assertions.js';
import type { Topic } from '../topic.js';
import { cleared } from './lists-clear.js';
import { pages } from './lists-pages.js';
import { readByPages } from './lists-reading.js';
import { distinct, folderOf, keysOf, listTest } from './list-support.js';
import { assertExpiresIn, entryOf, minute } from './support.js';

const badPrefixes: readonly unknown[] = ['\ud800', 'a\udc00', 7, {}, ['a'], true];

export const lists: Topic = (subject, runner) => {
  const it = (title: string, test: () => Promise<void>) => {
    listTest(subject, runner, title, test);
  };
  const folder = (keys: readonly string[] = []) => folderOf(subject.kv, subject.key(), keys);

  runner.describe('keys and entries', () => {
    it('are those whose keys begin with the prefix', async () => {
      const names = ['users', 'users2', 'users:1', 'use', 'User', ':users', '_', '%', 'é', 'e\u0301'];
      const kv = await folder(names);
      assert.deepEqual(await keysOf(kv), names.toSorted());
      assert.deepEqual(await keysOf(kv, ''), names.toSorted());
      assert.deepEqual(await keysOf(kv, 'users'), ['users', 'users2', 'users:1']);
      assert.deepEqual(await keysOf(kv, 'users:'), ['users:1']);
      assert.deepEqual(await keysOf(kv, 'e'), ['e\u0301']);
      for (const name of ['_', '%', ':']) {
        const found = await all(kv.entries({ prefix: name }));
        assert.deepEqual(
          distinct(found.map(({ key }) => key)),
          distinct(names.filter((key) => key.startsWith(name))),
        );
      }
      assert.deepEqual(await keysOf(kv, 'none'), []);
    });

    it('are of the namespace, by the names they have in it, and of no sibling', async () => {
      const outside = await folder(['users', 'users2:1', 'plain']);
      const users = await folderOf(outside, 'users', ['1', '2', 'users:1']);
      await folderOf(outside, 'users2', ['3']);
      const admins = await folderOf(users, 'admins', ['4']);
      assert.deepEqual(await keysOf(users), ['1', '2', 'admins:4', 'users:1']);
      assert.deepEqual(await keysOf(admins), ['4']);
      assert.deepEqual(await keysOf(users, 'admins'), ['admins:4']);
      const entries = await all(users.entries({ prefix: 'users' }));
      assert.deepEqual(distinct(entries.map(({ key }) => key)), ['users:1']);
      const everything = ['plain', 'users', 'users2:1', 'users2:3', 'users:1', 'users:2', 'users:admins:4'];
      assert.deepEqual(await keysOf(outside), [...everything, 'users:users:1']);
      assert.deepEqual(await keysOf(outside.namespace('user')), []);
    });

    it('are told with value, version and expiry', async () => {
      const kv = await folder(['never']);
      await kv.set('later', 'value', { ttl: minute });
      const entries = await all(kv.entries());
      assert.deepEqual(distinct(entries.map(({ key }) => key)), ['later', 'never']);
      for (const entry of entries) {
        assert.deepEqual(entry, await entryOf(kv, entry.key));
        if (entry.key === 'later') assertExpiresIn(subject, entry, minute);
        else assert.ok(!('expiresAt' in entry));
      }
    });

    it('leave out what has expired, and what is gone', async () => {
      const kv = await folder(['kept', 'deleted']);
      await kv.set('expired', 'value', { ttl: subject.moment });
      await subject.pass(subject.moment);
      await kv.delete('deleted');
      assert.deepEqual(await keysOf(kv), ['kept']);
      const entries = await all(kv.entries());
      assert.deepEqual(distinct(entries.map(({ key }) => key)), ['kept']);
      assert.deepEqual((await kv.page({ limit: 1_000 })).entries, entries);
    });

    it('may be read with eventual consistency', async () => {
      const kv = await folder(['1', '2']);
      for await (const key of kv.keys({ consistency: 'eventual' })) assert.ok(['1', '2'].includes(key));
      const { entries } = await kv.page({ consistency: 'eventual' });
      for (const { key, value } of entries) assert.equal(value, key);
    });

    it('of which one cannot be decoded end with CORRUPT, which names it, but keys pass over none', async () => {
      const raw = await folder(['1', '2', 'none']);
      const kv = raw.as(json());
      for (const read of [
        () => all(kv.entries()),
        () => all(kv.entries({ prefix: 'no' })),
        () => kv.page(),
      ]) {
        const error = await failure(read(), 'CORRUPT');
        assert.equal(error.key, 'none');
        assert.equal(error.retryable, false);
      }
      assert.deepEqual(distinct(await all(kv.keys())), ['1', '2', 'none']);
      const readable = await all(kv.entries({ prefix: '1' }));
      assert.deepEqual(distinct(readable.map(({ value }) => String(value))), ['1']);
    });

    for (const bad of badPrefixes) {
      it(`refuse the prefix ${inspect(bad)}`, async () => {
        const prefix = bad as string;
        for (const [operation, list] of listsOf(subject.kv, prefix)) {
          const error = await failure(list(), 'INVALID_ARGUMENT');
          assert.equal(error.operation, operation);
        }
      });
    }
  });

  for (const topic of [pages, readByPages, cleared]) topic(subject, runner);
};

function listsOf(kv: KvStore, prefix: string): readonly (readonly [string, () => Promise<unknown>])[] {
  return [
    ['keys', () => all(kv.keys({ prefix }))],
    ['entries', () => all(kv.entries({ prefix }))],
    ['page', () => kv.page({ prefix })],
    ['clear', () => kv.clear({ prefix })],
  ];
}

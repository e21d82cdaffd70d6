import { strict as assert } from 'node:assert';
import { inspect } from 'node:util';

import { failure, thrown } from '../assertions.js';
import type { Topic } from '../topic.js';

export const namespaces: Topic = (subject, runner) => {
  runner.describe('namespaces', () => {
    runner.it('keep equal keys apart, at every depth', async () => {
      const { kv } = subject;
      const key = subject.key();
      const [users, orders] = [kv.namespace('users'), kv.namespace('orders')];
      const admins = users.namespace('admins');
      await users.set(key, 'user');
      await orders.set(key, 'order');
      await admins.set(key, 'admin');
      assert.equal(await kv.get(key), undefined);
      assert.equal(await users.get(key), 'user');
      assert.equal(await orders.get(key), 'order');
      assert.equal(await admins.get(key), 'admin');
      await users.delete(key);
      assert.equal(await users.get(key), undefined);
      assert.equal(await admins.get(key), 'admin');
      assert.equal(await orders.get(key), 'order');
    });

    runner.it('keep apart what is set, read and deleted together', async () => {
      const { kv } = subject;
      const [first, second] = [subject.key(), subject.key()];
      const [users, orders] = [kv.namespace('users'), kv.namespace('orders')];
      await users.setMany([
        [first, 'user 1'],
        [second, 'user 2'],
      ]);
      await orders.setMany([[first, 'order 1']]);
      assert.deepEqual(await users.getMany([first, second]), ['user 1', 'user 2']);
      assert.deepEqual(await orders.getMany([first, second]), ['order 1', undefined]);
      assert.deepEqual(await kv.getMany([first, second]), [undefined, undefined]);
      await orders.deleteMany([first, second]);
      assert.deepEqual(await users.getMany([first, second]), ['user 1', 'user 2']);
    });

    runner.it('are folders: the key holds their name', async () => {
      const { kv } = subject;
      const key = subject.key();
      await kv.namespace('a').namespace('b').set(key, 'value');
      assert.equal(await kv.get(`a:b:${key}`), 'value');
      assert.equal(await kv.namespace('a').get(`b:${key}`), 'value');
      await kv.set(`a:b:${key}`, 'another');
      assert.equal(await kv.namespace('a').namespace('b').get(key), 'another');
    });

    runner.it('of one name are the same', async () => {
      const { kv } = subject;
      const key = subject.key();
      await kv.namespace('users').set(key, 'value');
      assert.equal(await kv.namespace('users').get(key), 'value');
    });

    runner.it('may have any other name', async () => {
      const { kv } = subject;
      const key = subject.key();
      const names = ['__proto__', 'Users', 'users', 'a/b', 'a b', '%', 'ключи', '🔑'];
      for (const name of names) await kv.namespace(name).set(key, name);
      for (const name of names) assert.equal(await kv.namespace(name).get(key), name);
    });

    for (const name of ['', ':', 'a:b', '\ud800', undefined, null, 7]) {
      runner.it(`refuse the name ${inspect(name)}`, () => {
        const { kv } = subject;
        const error = thrown(() => kv.namespace(name as string), 'INVALID_ARGUMENT');
        assert.equal(error.name, 'KvError');
        assert.equal(error.operation, 'namespace');
        assert.equal(error.store, kv.name);
        assert.equal(error.driver, kv.driver);
        return Promise.resolve();
      });
    }

    runner.it('report errors with the key as the caller gave it', async () => {
      const key = subject.key();
      const users = subject.kv.namespace('users');
      assert.equal((await failure(users.getOrThrow(key), 'NOT_FOUND')).key, key);
      assert.equal((await failure(users.set(key, '\ud800'), 'INVALID_ARGUMENT')).key, key);
    });

    runner.it('have the name and the driver of their store', () => {
      const { kv } = subject;
      const inside = kv.namespace('users').namespace('admins');
      assert.deepEqual([inside.name, inside.driver], [kv.name, kv.driver]);
      return Promise.resolve();
    });
  });
};

import { strict as assert } from 'node:assert';
import { setTimeout as pause } from 'node:timers/promises';

import type { Topic } from '../topic.js';
import { besides, times } from './support.js';

export const order: Topic = (subject, runner) => {
  runner.describe('of calls side by side', () => {
    runner.it('the last of many sets and deletes is what stays', async () => {
      const { kv } = subject;
      const [set, deleted] = [subject.key(), subject.key()];
      const calls: Promise<void>[] = [];
      for (let index = 0; index < 40; index += 1) {
        calls.push(kv.set(set, String(index)), kv.delete(deleted));
        calls.push(kv.delete(set), kv.set(deleted, String(index)));
      }
      calls.push(kv.set(set, 'last'), kv.delete(deleted));
      await Promise.all(calls);
      assert.deepEqual(await kv.getMany([set, deleted]), ['last', undefined]);
    });

    runner.it('a set lands after all that was called before it', async () => {
      const { kv } = subject;
      const key = subject.key();
      const [, one, two, , three] = await Promise.all([
        kv.set(key, '1'),
        kv.increment(key, 10),
        kv.increment(key, 100),
        kv.set(key, '5'),
        kv.increment(key, 1_000),
        kv.take(key),
        kv.create(key, '7'),
        kv.delete(key),
        kv.create(key, 'again'),
        kv.update(key, (current = '') => `${current} and again`),
        kv.setMany([[key, 'last']]),
      ]);
      // Overlapping, so in either order.
      assert.equal(Math.max(one, two), 111);
      assert.ok([11, 101].includes(Math.min(one, two)), `${one} and ${two}`);
      assert.ok([1_005, 1_000, 1_007].includes(three), String(three));
      assert.equal(await kv.get(key), 'last');
    });

    runner.it('a set waits for an update whose change takes its time', async () => {
      const { kv } = subject;
      const key = subject.key();
      await kv.set(key, 'a');
      const happened: string[] = [];
      const updated = kv.update(key, async (current) => {
        await pause(20);
        happened.push('changed');
        return `${current ?? ''}b`;
      });
      const set = kv.set(key, 'c').then(() => happened.push('set'));
      assert.equal(await updated, 'ab');
      await set;
      assert.deepEqual(happened, ['changed', 'set']);
      assert.equal(await kv.get(key), 'c');
    });

    runner.it('one of hundreds of creates of one key wins', async () => {
      const { kv } = subject;
      const key = subject.key();
      const commits = await Promise.all(times(300, () => kv.create(key, 'value')));
      assert.equal(commits.filter(({ ok }) => ok).length, 1);
      assert.equal(await kv.get(key), 'value');
    });

    runner.it('equal and different reads give what is there', async () => {
      const { kv } = subject;
      const keys = times(30, () => subject.key());
      await kv.setMany(keys.map((key) => [key, key]));
      const wanted = [...keys, ...keys, ...keys];
      assert.deepEqual(await Promise.all(wanted.map((key) => kv.get(key))), wanted);
    });

    runner.it('a read that is called after a write was told of sees it', async () => {
      const { kv } = subject;
      const keys = times(20, () => subject.key());
      const follow = async (key: string) => {
        for (const value of ['one', 'two', 'three']) {
          await kv.set(key, value);
          assert.equal(await kv.get(key), value);
          await kv.delete(key);
          assert.equal(await kv.has(key), false);
        }
      };
      await Promise.all(keys.map(follow));
    });

    runner.it('each entry of a batch lands before later changes of it', async () => {
      const { kv } = subject;
      const keys = times(30, () => subject.key());
      const odd = keys.filter((_, index) => index % 2);
      await Promise.all([
        kv.setMany(keys.map((key) => [key, 'batch'])),
        ...odd.map((key) => kv.set(key, 'later')),
        kv.deleteMany(keys.slice(0, 10)),
      ]);
      assert.deepEqual(
        await kv.getMany(keys),
        keys.map((_, index) => (index < 10 ? undefined : index % 2 ? 'later' : 'batch')),
      );
    });
  });

  if (subject.suite.data !== 'shared') return;
  runner.describe('of two stores', () => {
    runner.it('each sees what the other was told is done', async () => {
      await besides(subject, async (here, there) => {
        const key = subject.key();
        for (const value of ['one', 'two', 'three']) {
          await here.set(key, value);
          assert.equal(await there.get(key), value);
          await there.delete(key);
          assert.equal(await here.get(key), undefined);
        }
      });
    });
  });
};

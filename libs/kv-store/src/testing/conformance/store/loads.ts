import { strict as assert } from 'node:assert';
import { setImmediate as turn, setTimeout as pause } from 'node:timers/promises';

import { failure, rejection } from '../assertions.js';
import type { Topic } from '../topic.js';
import { assertExpiresIn, besides, entryOf, expired, minute, times } from './support.js';

export const loads: Topic = (subject, runner) => {
  runner.describe('getOrSet', () => {
    runner.it('loads what is missing, once, and stores it', async () => {
      const { kv } = subject;
      const key = subject.key();
      let count = 0;
      const load = () => `load ${(count += 1)}`;
      assert.equal(await kv.getOrSet(key, load, { ttl: minute }), 'load 1');
      assert.equal(await kv.getOrSet(key, load), 'load 1');
      const entry = await entryOf(kv, key);
      assert.equal(entry.value, 'load 1');
      assertExpiresIn(subject, entry, minute);
      await kv.delete(key);
      assert.equal(await kv.getOrSet(key, () => Promise.resolve(load())), 'load 2');
      assert.equal((await entryOf(kv, key)).expiresAt, undefined);
      assert.equal(count, 2);
    });

    runner.it('loads again what has expired', async () => {
      const { kv } = subject;
      const key = await expired(subject);
      assert.equal(await kv.getOrSet(key, () => 'new', { ttl: subject.moment }), 'new');
      await subject.pass(subject.moment);
      assert.equal(await kv.getOrSet(key, () => 'newer'), 'newer');
      const entry = await entryOf(kv, key);
      assert.deepEqual([entry.value, entry.expiresAt], ['newer', undefined]);
    });

    runner.it('takes an empty value for one', async () => {
      const { kv } = subject;
      const key = subject.key();
      assert.equal(await kv.getOrSet(key, () => ''), '');
      assert.equal(await kv.getOrSet(key, () => 'loaded again'), '');
    });

    runner.it('shares one load among callers side by side', async () => {
      const { kv } = subject;
      const key = subject.key();
      let count = 0;
      const load = async () => {
        await turn();
        return `load ${(count += 1)}`;
      };
      const given = await Promise.all(times(30, () => kv.getOrSet(key, load)));
      assert.deepEqual(
        given,
        times(30, () => 'load 1'),
      );
      assert.equal(await kv.get(key), 'load 1');
    });

    runner.it('gives what another caller stored first', async () => {
      const { kv } = subject;
      const key = subject.key();
      const given = await kv.getOrSet(key, async () => {
        await kv.create(key, 'theirs');
        return 'ours';
      });
      assert.equal(given, 'theirs');
      assert.equal(await kv.get(key), 'theirs');
    });

    runner.it('stores nothing once the key was set or deleted here', async () => {
      const { kv } = subject;
      const [deleted, cleared, set, replaced] = [subject.key(), subject.key(), subject.key(), subject.key()];
      const during = (key: string, work: () => Promise<void>) =>
        kv.getOrSet(key, async () => {
          await work();
          return 'loaded';
        });
      assert.equal(await during(deleted, () => kv.delete(deleted)), 'loaded');
      assert.equal(await during(cleared, () => kv.deleteMany([cleared])), 'loaded');
      assert.equal(await during(set, () => kv.set(set, 'newer')), 'loaded');
      assert.equal(await during(replaced, () => kv.setMany([[replaced, 'newer']])), 'loaded');
      const left = await kv.getMany([deleted, cleared, set, replaced]);
      assert.deepEqual(left, [undefined, undefined, 'newer', 'newer']);
    });

    runner.it('rejects all who wait with what the load threw, and forgets it', async () => {
      const { kv } = subject;
      const key = subject.key();
      const thrown = new Error('no database');
      const load = () => Promise.reject<string>(thrown);
      const [first, second] = await Promise.all([
        rejection(kv.getOrSet(key, load)),
        rejection(kv.getOrSet(key, load)),
      ]);
      assert.equal(first, thrown);
      assert.equal(second, thrown);
      assert.equal(await kv.has(key), false);
      assert.equal(await kv.getOrSet(key, () => 'value'), 'value');
    });

    runner.it('leaves a load to those who still wait for it', async () => {
      const { kv } = subject;
      const key = subject.key();
      let leaves: Promise<unknown> = Promise.resolve();
      // It takes as long as the first caller has patience, however busy the machine is.
      const load = async () => {
        await leaves;
        return 'value';
      };
      leaves = failure(kv.getOrSet(key, load, { timeout: 20 }), 'TIMEOUT');
      assert.equal(await kv.getOrSet(key, load), 'value');
      await leaves;
      assert.equal(await kv.get(key), 'value');
    });
  });

  if (subject.suite.data !== 'shared') return;
  runner.describe('loads of two stores', () => {
    runner.it('give both what was stored first', async () => {
      await besides(subject, async (here, there) => {
        const key = subject.key();
        const given = await Promise.all([
          here.getOrSet(key, () => pause(10, 'of here')),
          there.getOrSet(key, () => pause(10, 'of there')),
        ]);
        const stored = await here.get(key);
        assert.deepEqual(given, [stored, stored]);
      });
    });
  });
};

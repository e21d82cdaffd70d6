import { strict as assert } from 'node:assert';

import type { Topic } from '../topic.js';
import {
  assertExpiresIn,
  besides,
  committed,
  entryOf,
  expired,
  minute,
  times,
  versionOf,
} from './support.js';

const refused = { ok: false };

export const conditions: Topic = (subject, runner) => {
  const { clock } = subject;

  runner.describe('getEntry', () => {
    runner.it('gives the value with its key, version and expiry', async () => {
      const { kv } = subject;
      const key = subject.key();
      assert.equal(await kv.getEntry(key), undefined);
      const inside = kv.namespace('n');
      await inside.set(key, 'value');
      const entry = await entryOf(inside, key);
      assert.deepEqual(entry, { key, value: 'value', version: entry.version });
      assert.match(entry.version, /^[\w:.~-]+$/);
      await kv.set(key, 'value', { ttl: minute });
      const { version, expiresAt, ...rest } = await entryOf(kv, key);
      assert.deepEqual(rest, { key, value: 'value' });
      assert.match(version, /^[\w:.~-]+$/);
      assertExpiresIn(subject, { ...(expiresAt !== undefined && { expiresAt }) }, minute);
    });

    runner.it(
      'gives the same version for as long as nothing changes, and another when the value does',
      async () => {
        const { kv } = subject;
        const key = subject.key();
        await kv.set(key, 'one');
        const first = await versionOf(kv, key);
        await kv.get(key);
        assert.equal(await versionOf(kv, key), first);
        await kv.set(key, 'two');
        const second = await versionOf(kv, key);
        assert.notEqual(second, first);
        await kv.update(key, () => 'three');
        assert.ok(![first, second].includes(await versionOf(kv, key)));
        const beforeBatch = await versionOf(kv, key);
        await kv.setMany([[key, 'four']]);
        assert.notEqual(await versionOf(kv, key), beforeBatch);
      },
    );
  });

  runner.describe('create', () => {
    runner.it('stores what is absent, and leaves what is there', async () => {
      const { kv } = subject;
      const key = subject.key();
      const version = committed(await kv.create(key, 'first'));
      assert.deepEqual(await kv.getEntry(key), { key, value: 'first', version });
      assert.deepEqual(await kv.create(key, 'second', { ttl: minute }), refused);
      assert.deepEqual(await kv.getEntry(key), { key, value: 'first', version });
    });

    runner.it('takes an expired entry, and a deleted one, for absent', async () => {
      const { kv } = subject;
      const key = await expired(subject);
      committed(await kv.create(key, 'new'));
      assert.equal((await entryOf(kv, key)).expiresAt, undefined);
      await kv.delete(key);
      committed(await kv.create(key, 'again', { ttl: subject.moment }));
      await subject.pass(subject.moment);
      committed(await kv.create(key, 'in time', { ttl: minute }));
      const entry = await entryOf(kv, key);
      assert.equal(entry.value, 'in time');
      assertExpiresIn(subject, entry, minute);
    });

    runner.it('lets one of many win', async () => {
      const { kv } = subject;
      const key = subject.key();
      const commits = await Promise.all(times(50, (index) => kv.create(key, String(index))));
      assert.equal(commits.filter(({ ok }) => ok).length, 1);
      assert.equal(await kv.get(key), String(commits.findIndex(({ ok }) => ok)));
    });

    runner.it('lets one of many win where an entry has expired', async () => {
      const { kv } = subject;
      const key = await expired(subject);
      const commits = await Promise.all(times(20, (index) => kv.create(key, String(index))));
      assert.equal(commits.filter(({ ok }) => ok).length, 1);
      assert.equal(await kv.get(key), String(commits.findIndex(({ ok }) => ok)));
    });

    if (clock) {
      runner.it('waits for the expiry, to the millisecond', async () => {
        const { kv } = subject;
        const key = subject.key();
        committed(await kv.create(key, 'first', { ttl: 500 }));
        clock.advance(499);
        assert.deepEqual(await kv.create(key, 'too early'), refused);
        clock.advance(1);
        committed(await kv.create(key, 'in time'));
      });
    }
  });

  runner.describe('replaceIf and deleteIf', () => {
    runner.it('change what still has the version, and nothing else', async () => {
      const { kv } = subject;
      const key = subject.key();
      const first = committed(await kv.create(key, 'one', { ttl: minute }));
      const second = committed(await kv.replaceIf(key, 'two', first));
      assert.notEqual(second, first);
      assert.deepEqual(await kv.getEntry(key), { key, value: 'two', version: second });
      assert.deepEqual(await kv.replaceIf(key, 'lost', first), refused);
      assert.equal(await kv.deleteIf(key, first), false);
      assert.deepEqual(await kv.getEntry(key), { key, value: 'two', version: second });
      assert.equal(await kv.deleteIf(key, second), true);
      assert.equal(await kv.get(key), undefined);
      assert.equal(await kv.deleteIf(key, second), false);
      assert.deepEqual(await kv.replaceIf(key, 'lost', second), refused);
      assert.equal(await kv.get(key), undefined);
    });

    runner.it('know every version that getEntry gives, whatever stored the entry', async () => {
      const { kv } = subject;
      const key = subject.key();
      const stored = [
        () => kv.set(key, 'value'),
        () => kv.setMany([[key, 'value']]),
        () => kv.update(key, () => '1'),
        () => kv.increment(key),
        () => kv.touch(key, minute),
      ];
      for (const store of stored) {
        await store();
        committed(await kv.replaceIf(key, '7', await versionOf(kv, key)));
        assert.equal(await kv.get(key), '7');
        await store();
        assert.equal(await kv.deleteIf(key, await versionOf(kv, key)), true);
        await kv.set(key, '1');
      }
    });

    runner.it('set the expiry, or clear it', async () => {
      const { kv } = subject;
      const key = subject.key();
      const first = committed(await kv.create(key, 'one'));
      const second = committed(await kv.replaceIf(key, 'two', first, { ttl: minute }));
      assertExpiresIn(subject, await entryOf(kv, key), minute);
      const third = committed(await kv.replaceIf(key, 'three', second));
      assert.deepEqual(await kv.getEntry(key), { key, value: 'three', version: third });
    });

    runner.it('take an expired entry, an absent one and an unknown version for changed', async () => {
      const { kv } = subject;
      const key = subject.key();
      await kv.set(key, 'old', { ttl: minute });
      const version = await versionOf(kv, key);
      await kv.touch(key, subject.moment);
      const touched = (await kv.getEntry(key))?.version ?? version;
      await subject.pass(subject.moment);
      for (const old of [version, touched]) {
        assert.deepEqual(await kv.replaceIf(key, 'new', old), refused);
        assert.equal(await kv.deleteIf(key, old), false);
      }
      assert.deepEqual(await kv.replaceIf(subject.key(), 'new', version), refused);
      assert.equal(await kv.deleteIf(subject.key(), version), false);
      await kv.set(key, 'value');
      for (const unknown of ['0', 'W/"1"', 'value:none', 'ß', version, touched]) {
        assert.deepEqual(await kv.replaceIf(key, 'new', unknown), refused);
        assert.equal(await kv.deleteIf(key, unknown), false);
      }
      assert.equal(await kv.get(key), 'value');
    });

    runner.it('let one of many win', async () => {
      const { kv } = subject;
      const key = subject.key();
      const first = committed(await kv.create(key, 'first'));
      const commits = await Promise.all(times(20, (index) => kv.replaceIf(key, String(index), first)));
      assert.equal(commits.filter(({ ok }) => ok).length, 1);
      const winner = commits.findIndex(({ ok }) => ok);
      const last = await entryOf(kv, key);
      assert.equal(last.value, String(winner));
      const deleted = await Promise.all(times(20, () => kv.deleteIf(key, last.version)));
      assert.equal(deleted.filter(Boolean).length, 1);
    });
  });

  if (subject.suite.data !== 'shared') return;
  runner.describe('conditions between two stores', () => {
    runner.it('let one of many creates and one of many replacements win', async () => {
      await besides(subject, async (here, there) => {
        const key = subject.key();
        const stores = times(20, (index) => (index % 2 ? here : there));
        const created = await Promise.all(stores.map((kv, index) => kv.create(key, String(index))));
        assert.equal(created.filter(({ ok }) => ok).length, 1);
        const version = await versionOf(there, key);
        assert.equal(version, await versionOf(here, key));
        const replaced = await Promise.all(stores.map((kv) => kv.replaceIf(key, 'next', version)));
        assert.equal(replaced.filter(({ ok }) => ok).length, 1);
      });
    });
  });
};

import { strict as assert } from 'node:assert';
import { setTimeout as pause } from 'node:timers/promises';

import { failure, rejection } from '../assertions.js';
import type { Topic } from '../topic.js';
import { assertExpiresIn, assertUntouched, besides, entryOf, expired, minute, times } from './support.js';

/** Makes a list of numbers in an entry longer by one. */
const append = (number: number) => (current: string | undefined) =>
  current === undefined ? String(number) : `${current},${number}`;

function assertEach(list: string | undefined, count: number): void {
  const numbers = (list ?? '').split(',').map(Number);
  assert.deepEqual(
    numbers.sort((a, b) => a - b),
    times(count, (index) => index),
  );
}

export const updates: Topic = (subject, runner) => {
  const { clock } = subject;

  runner.describe('update', () => {
    runner.it('stores what is made of the value, creates and deletes', async () => {
      const { kv } = subject;
      const key = subject.key();
      const seen: unknown[] = [];
      const change = (next: string | undefined) => (current: string | undefined) => {
        seen.push(current);
        return next;
      };
      assert.equal(await kv.update(key, change('one')), 'one');
      assert.equal(await kv.get(key), 'one');
      const appended = await kv.update(key, (current) => Promise.resolve(`${current ?? ''} two`));
      assert.equal(appended, 'one two');
      assert.equal(await kv.get(key), 'one two');
      assert.equal(await kv.update(key, change(undefined)), undefined);
      assert.equal(await kv.get(key), undefined);
      assert.equal(await kv.update(key, change(undefined)), undefined);
      assert.equal(await kv.get(key), undefined);
      assert.deepEqual(seen, [undefined, 'one two', undefined]);
    });

    runner.it('keeps the expiry, and sets one only where it creates', async () => {
      const { kv } = subject;
      const key = subject.key();
      await kv.update(key, () => 'one', { ttl: minute });
      assertExpiresIn(subject, await entryOf(kv, key), minute);
      await kv.update(key, () => 'two', { ttl: 2 * minute });
      const entry = await entryOf(kv, key);
      assert.equal(entry.value, 'two');
      assertExpiresIn(subject, entry, minute);
      const forGood = subject.key();
      await kv.set(forGood, 'one');
      await kv.update(forGood, () => 'two', { ttl: minute });
      assert.equal((await entryOf(kv, forGood)).expiresAt, undefined);
    });

    runner.it('takes an expired entry for absent', async () => {
      const { kv } = subject;
      const key = await expired(subject);
      await kv.update(key, (current) => (current === undefined ? 'new' : 'expired'));
      const entry = await entryOf(kv, key);
      assert.equal(entry.value, 'new');
      assert.equal(entry.expiresAt, undefined);
    });

    runner.it('gives what a later read gives, also where the codec keeps something else', async () => {
      const { kv } = subject;
      const key = subject.key();
      const trimmed = kv.as<string>({
        kind: 'text',
        encode: (value) => value.trim(),
        decode: (stored) => stored,
      });
      assert.equal(await trimmed.update(key, () => ' value '), 'value');
      assert.equal(await trimmed.get(key), 'value');
    });

    runner.it('loses no change of any of many', async () => {
      const { kv } = subject;
      const key = subject.key();
      await Promise.all(times(30, (index) => kv.update(key, append(index))));
      assertEach(await kv.get(key), 30);
    });

    runner.it('rejects with what the caller threw, as it is, and changes nothing', async () => {
      const { kv } = subject;
      const key = subject.key();
      await kv.set(key, 'value', { ttl: minute });
      const thrown = new RangeError('not today');
      await assertUntouched(kv, key, async () => {
        const thrower = () => {
          throw thrown;
        };
        assert.equal(await rejection(kv.update(key, thrower)), thrown);
        assert.equal(await rejection(kv.update(key, () => Promise.reject(thrown))), thrown);
      });
    });

    runner.it('ends at its deadline when the caller does not answer, and changes nothing', async () => {
      const { kv } = subject;
      const key = subject.key();
      const never = () => new Promise<string>(() => undefined);
      const error = await failure(kv.update(key, never, { timeout: 30 }), 'TIMEOUT');
      assert.equal(error.retryable, true);
      assert.equal(error.outcome, undefined);
      assert.equal(await kv.has(key), false);
    });

    runner.it('stores nothing that the caller gives after the deadline', async () => {
      const { kv } = subject;
      const key = subject.key();
      let given = Promise.resolve('');
      const late = () => (given = pause(60, 'too late'));
      await failure(kv.update(key, late, { timeout: 20 }), 'TIMEOUT');
      await given;
      await pause(20);
      assert.equal(await kv.has(key), false);
    });

    if (clock) {
      runner.it('keeps the expiry, to the millisecond', async () => {
        const { kv } = subject;
        const key = subject.key();
        const expiresAt = clock.now() + 1_000;
        await kv.update(key, () => 'one', { ttl: 1_000 });
        clock.advance(400);
        await kv.update(key, () => 'two', { ttl: minute });
        const entry = await entryOf(kv, key);
        assert.deepEqual([entry.value, entry.expiresAt], ['two', expiresAt]);
        clock.advance(600);
        await kv.update(key, (current) => (current === undefined ? 'new' : 'expired'));
        assert.equal(await kv.get(key), 'new');
      });
    }
  });

  runner.describe('take', () => {
    runner.it('gives the value once', async () => {
      const { kv } = subject;
      const key = subject.key();
      assert.equal(await kv.take(key), undefined);
      await kv.set(key, 'value');
      assert.equal(await kv.take(key), 'value');
      assert.equal(await kv.get(key), undefined);
      assert.equal(await kv.take(key), undefined);
      assert.equal(await kv.take(await expired(subject)), undefined);
    });

    runner.it('gives the empty value, too', async () => {
      const { kv } = subject;
      const key = subject.key();
      await kv.set(key, '', { ttl: minute });
      assert.equal(await kv.take(key), '');
      assert.equal(await kv.has(key), false);
    });

    runner.it('gives it to one of many', async () => {
      const { kv } = subject;
      const key = subject.key();
      await kv.set(key, 'value');
      const taken = await Promise.all(times(30, () => kv.take(key)));
      assert.deepEqual(
        taken.filter((value) => value !== undefined),
        ['value'],
      );
    });
  });

  runner.describe('touch', () => {
    runner.it('moves the expiry, takes it away, and keeps the value', async () => {
      const { kv } = subject;
      const key = subject.key();
      await kv.set(key, 'value');
      assert.equal(await kv.touch(key, minute), true);
      assertExpiresIn(subject, await entryOf(kv, key), minute);
      assert.equal(await kv.touch(key, 5 * minute), true);
      const later = await entryOf(kv, key);
      assert.equal(later.value, 'value');
      assertExpiresIn(subject, later, 5 * minute);
      assert.equal(await kv.touch(key, null), true);
      const kept = await entryOf(kv, key);
      assert.deepEqual([kept.value, kept.expiresAt], ['value', undefined]);
      assert.equal(await kv.touch(key, subject.moment), true);
      await subject.pass(subject.moment);
      assert.equal(await kv.get(key), undefined);
    });

    runner.it('wakes nothing that is absent or has expired', async () => {
      const { kv } = subject;
      assert.equal(await kv.touch(subject.key(), 1_000), false);
      const key = await expired(subject);
      assert.equal(await kv.touch(key, minute), false);
      assert.equal(await kv.touch(key, null), false);
      assert.equal(await kv.has(key), false);
    });

    if (clock) {
      runner.it('is in time up to the last millisecond', async () => {
        const { kv } = subject;
        const key = subject.key();
        await kv.set(key, 'value', { ttl: 1_000 });
        await kv.touch(key, 5_000);
        clock.advance(4_999);
        assert.equal(await kv.touch(key, null), true);
        clock.advance(minute);
        assert.equal(await kv.get(key), 'value');
      });
    }
  });

  if (subject.suite.data !== 'shared') return;
  runner.describe('updates of two stores', () => {
    runner.it('lose no change, and hand over a value once', async () => {
      await besides(subject, async (here, there) => {
        const key = subject.key();
        const stores = times(20, (index) => (index % 2 ? here : there));
        await Promise.all(stores.map((kv, index) => kv.update(key, append(index))));
        const list = await here.get(key);
        assertEach(list, 20);
        const taken = await Promise.all(stores.map((kv) => kv.take(key)));
        assert.deepEqual(
          taken.filter((value) => value !== undefined),
          [list],
        );
      });
    });
  });
};

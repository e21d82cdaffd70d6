import { strict as assert } from 'node:assert';

import { failure } from '../assertions.js';
import type { Topic } from '../topic.js';
import { assertExpiresIn, entryOf, expired, minute } from './support.js';

/** The last moment that a `Date` can name. */
const lastMoment = 8.64e15;

export const expiry: Topic = (subject, runner) => {
  const { clock } = subject;

  runner.describe('an entry that has expired', () => {
    runner.it('is gone for every read', async () => {
      const { kv } = subject;
      const key = await expired(subject);
      assert.equal(await kv.get(key), undefined);
      assert.equal(await kv.get(key, { consistency: 'eventual' }), undefined);
      assert.equal(await kv.has(key), false);
      assert.equal(await kv.getEntry(key), undefined);
      assert.deepEqual(await kv.getMany([key, key]), [undefined, undefined]);
      await failure(kv.getOrThrow(key), 'NOT_FOUND');
    });

    runner.it('may be deleted, and stored again', async () => {
      const { kv } = subject;
      const key = await expired(subject);
      await kv.delete(key);
      assert.equal(await kv.has(key), false);
      const again = await expired(subject);
      await kv.set(again, 'new');
      assert.equal(await kv.get(again), 'new');
      assert.equal((await entryOf(kv, again)).expiresAt, undefined);
    });
  });

  runner.describe('the expiry', () => {
    runner.it('is told with the entry', async () => {
      const { kv } = subject;
      const key = subject.key();
      await kv.set(key, 'value', { ttl: minute });
      assertExpiresIn(subject, await entryOf(kv, key), minute);
      await kv.setMany([[key, 'value']], { ttl: 2 * minute });
      assertExpiresIn(subject, await entryOf(kv, key), 2 * minute);
    });

    runner.it('is none without a ttl, and with null', async () => {
      const { kv } = subject;
      const [without, never] = [subject.key(), subject.key()];
      await kv.set(without, 'value');
      await kv.set(never, 'value', { ttl: null });
      assert.equal((await entryOf(kv, without)).expiresAt, undefined);
      assert.equal((await entryOf(kv, never)).expiresAt, undefined);
    });

    runner.it('is set anew, or cleared, by the next set', async () => {
      const { kv } = subject;
      const [renewed, kept, cleared, shortened] = [
        subject.key(),
        subject.key(),
        subject.key(),
        subject.key(),
      ];
      const ttl = subject.moment;
      await kv.setMany(
        [renewed, kept, cleared].map((key) => [key, 'value']),
        { ttl },
      );
      await kv.set(shortened, 'value', { ttl: minute });
      await kv.set(renewed, 'again', { ttl: minute });
      await kv.set(kept, 'for good');
      await kv.set(cleared, 'for good, too', { ttl: null });
      await kv.set(shortened, 'not for long', { ttl });
      await subject.pass(ttl);
      const left = await kv.getMany([renewed, kept, cleared, shortened]);
      assert.deepEqual(left, ['again', 'for good', 'for good, too', undefined]);
      assert.equal((await entryOf(kv, kept)).expiresAt, undefined);
    });

    runner.it('is the same for all entries of a batch', async () => {
      const { kv } = subject;
      const [first, second] = [subject.key(), subject.key()];
      await kv.setMany(
        new Map([
          [first, '1'],
          [second, '2'],
        ]),
        { ttl: minute },
      );
      for (const key of [first, second]) assertExpiresIn(subject, await entryOf(kv, key), minute);
      await kv.setMany(
        [
          [first, '1'],
          [second, '2'],
        ],
        { ttl: subject.moment },
      );
      await subject.pass(subject.moment);
      assert.deepEqual(await kv.getMany([first, second]), [undefined, undefined]);
    });

    runner.it('may be far away', async () => {
      const { kv } = subject;
      const key = subject.key();
      const ttl = 100 * 365 * 86_400_000;
      await kv.set(key, 'value', { ttl });
      assert.equal(await kv.get(key), 'value');
      assertExpiresIn(subject, await entryOf(kv, key), ttl);
    });
  });

  if (!clock) return;
  runner.describe('the expiry, to the millisecond,', () => {
    runner.it('is when it was asked for', async () => {
      const { kv } = subject;
      const key = subject.key();
      await kv.set(key, 'value', { ttl: 1_500 });
      clock.advance(1_499);
      assert.equal(await kv.get(key), 'value');
      assert.equal(await kv.has(key), true);
      clock.advance(1);
      assert.equal(await kv.get(key), undefined);
      assert.equal(await kv.has(key), false);
      assert.deepEqual(await kv.getMany([key, key]), [undefined, undefined]);
      assert.equal(await kv.getEntry(key), undefined);
      await failure(kv.getOrThrow(key), 'NOT_FOUND');
    });

    runner.it('is set anew, or cleared, by the next set', async () => {
      const { kv } = subject;
      const [renewed, kept] = [subject.key(), subject.key()];
      await kv.setMany(
        [
          [renewed, 'value'],
          [kept, 'value'],
        ],
        { ttl: 1_000 },
      );
      clock.advance(900);
      await kv.set(renewed, 'again', { ttl: 1_000 });
      await kv.set(kept, 'for good');
      clock.advance(900);
      assert.deepEqual(await kv.getMany([renewed, kept]), ['again', 'for good']);
      clock.advance(99);
      assert.deepEqual(await kv.getMany([renewed, kept]), ['again', 'for good']);
      clock.advance(1);
      assert.deepEqual(await kv.getMany([renewed, kept]), [undefined, 'for good']);
    });

    runner.it('is never before a fraction of one is over', async () => {
      const { kv } = subject;
      const key = subject.key();
      await kv.set(key, 'value', { ttl: 0.5 });
      assert.equal(await kv.get(key), 'value');
      assert.equal((await entryOf(kv, key)).expiresAt, clock.now() + 1);
      clock.advance(1);
      assert.equal(await kv.get(key), undefined);
    });

    runner.it('may be as late as a Date can be', async () => {
      const { kv } = subject;
      const key = subject.key();
      const ttl = lastMoment - clock.now();
      await kv.set(key, 'value', { ttl });
      assert.equal((await entryOf(kv, key)).expiresAt, lastMoment);
      await failure(kv.set(key, 'another', { ttl: ttl + 1 }), 'INVALID_ARGUMENT');
      assert.equal(await kv.get(key), 'value');
    });
  });
};

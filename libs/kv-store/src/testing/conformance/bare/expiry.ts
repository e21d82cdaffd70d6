import { strict as assert } from 'node:assert';

import { minute } from '../store/support.js';
import type { Topic } from '../topic.js';
import { assertExpiresAt, expired, put, recordOf, textsUnder, valuesOf, write } from './support.js';

/** The last moment that a `Date` can name. */
const lastMoment = 8.64e15;

export const expiry: Topic = (subject, runner) => {
  const { clock } = subject;

  runner.describe('an expired record', () => {
    runner.it('is absent, or is given with a moment of expiry that is over', async () => {
      const [key, kept] = [await expired(subject), subject.key()];
      await write(subject, put(kept, 'value', subject.now() + minute));
      const [record, live] = await valuesOf(subject.driver.read([key, kept], subject.call()), 2);
      assert.ok(!record || (record.expiresAt !== undefined && record.expiresAt <= subject.now()));
      assert.ok(live?.expiresAt !== undefined && live.expiresAt > subject.now());
    });

    runner.it('makes room for a new one, which does not inherit its expiry', async () => {
      const [written, swapped] = [await expired(subject), await expired(subject)];
      await write(subject, put(written, 'new'));
      assert.ok(await subject.driver.swap(put(swapped, 'new'), undefined, subject.call()));
      assert.deepEqual(await textsUnder(subject, written, swapped), ['new', 'new']);
      assert.equal((await recordOf(subject, written)).expiresAt, undefined);
      assert.equal((await recordOf(subject, swapped)).expiresAt, undefined);
    });
  });

  runner.describe('the moment of expiry', () => {
    runner.it('comes back with the record, as it was written and swapped in', async () => {
      const [written, swapped] = [subject.key(), subject.key()];
      // Not a whole number of seconds, whatever the clock shows.
      const at = Math.ceil(subject.now() / 1_000) * 1_000 + minute + 457;
      await write(subject, put(written, 'value', at));
      await subject.driver.swap(put(swapped, 'value', at + 1), undefined, subject.call());
      assertExpiresAt(subject, await recordOf(subject, written), at);
      assertExpiresAt(subject, await recordOf(subject, swapped), at + 1);
    });

    runner.it('is set anew, or taken away, by what is put in its place', async () => {
      const [key, at] = [subject.key(), subject.now() + minute];
      await write(subject, put(key, 'value', at));
      await write(subject, put(key, 'value', at + minute));
      assertExpiresAt(subject, await recordOf(subject, key), at + minute);
      await write(subject, put(key, 'value'));
      const { version, expiresAt } = await recordOf(subject, key);
      assert.equal(expiresAt, undefined);
      const next = await subject.driver.swap(put(key, 'value', at), version, subject.call());
      assertExpiresAt(subject, await recordOf(subject, key), at);
      assert.ok(await subject.driver.swap(put(key, 'value'), next, subject.call()));
      assert.equal((await recordOf(subject, key)).expiresAt, undefined);
    });

    runner.it('is one for each change of a batch', async () => {
      const [soon, later, never] = [subject.key(), subject.key(), subject.key()];
      const at = subject.now() + minute;
      await write(subject, put(soon, '1', at), put(later, '2', at + minute), put(never, '3'));
      assertExpiresAt(subject, await recordOf(subject, soon), at);
      assertExpiresAt(subject, await recordOf(subject, later), at + minute);
      assert.equal((await recordOf(subject, never)).expiresAt, undefined);
    });

    runner.it('may be a hundred years away', async () => {
      const [key, at] = [subject.key(), subject.now() + 100 * 365 * 86_400_000];
      await write(subject, put(key, 'value', at));
      assert.deepEqual(await textsUnder(subject, key), ['value']);
      assertExpiresAt(subject, await recordOf(subject, key), at);
    });

    if (!clock) return;
    runner.it('may be the last that a Date can name', async () => {
      const key = subject.key();
      await write(subject, put(key, 'value', lastMoment));
      assertExpiresAt(subject, await recordOf(subject, key), lastMoment);
    });

    runner.it('is not a millisecond early for conditions', async () => {
      const key = subject.key();
      await write(subject, put(key, 'value', clock.now() + 1_000));
      clock.advance(999);
      assert.equal(await subject.driver.swap(put(key, 'new'), undefined, subject.call()), undefined);
      assert.deepEqual(await textsUnder(subject, key), ['value']);
      clock.advance(1);
      assert.ok(await subject.driver.swap(put(key, 'new'), undefined, subject.call()));
      assert.deepEqual(await textsUnder(subject, key), ['new']);
    });
  });
};

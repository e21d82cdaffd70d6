import { strict as assert } from 'node:assert';
import { inspect } from 'node:util';

import { rejection } from '../assertions.js';
import { minute, times } from '../store/support.js';
import type { Topic } from '../topic.js';
import { increment } from './steps.js';
import { assertExpiresAt, expired, put, recordOf, textOf, textsUnder, write } from './support.js';

const most = Number.MAX_SAFE_INTEGER;
const noCounts = ['', ' ', 'text', '05', '+5', '-0', '--1', '1.5', '1.0', '1e3', ' 5', '5 ', '0x5', '９'];

export const counters: Topic = (subject, runner) => {
  /** Checks that nothing can be added to the counter, and that it stays as it is. */
  async function assertRefuses(key: string, by: number): Promise<void> {
    const before = await recordOf(subject, key);
    const error = await rejection(increment(subject, key, by));
    assert.equal((error as { code?: unknown } | undefined)?.code, 'INVALID_ARGUMENT');
    const after = await recordOf(subject, key);
    assert.equal(textOf(after.value), textOf(before.value));
    assert.deepEqual([after.version, after.expiresAt], [before.version, before.expiresAt]);
  }

  runner.describe('increment', () => {
    runner.it('makes a counter of what is absent, with the expiry that was asked for', async () => {
      for (const key of [subject.key(), await expired(subject, '7')]) {
        const at = subject.now() + minute;
        assert.equal(await increment(subject, key, 5, at), 5);
        const record = await recordOf(subject, key);
        assert.equal(textOf(record.value), '5');
        assertExpiresAt(subject, record, at);
      }
      const never = subject.key();
      assert.equal(await increment(subject, never, -5), -5);
      assert.equal((await recordOf(subject, never)).expiresAt, undefined);
      assert.deepEqual(await textsUnder(subject, never), ['-5']);
    });

    runner.it('adds to what is there, and keeps its expiry', async () => {
      const [expiring, never] = [subject.key(), subject.key()];
      const at = subject.now() + minute;
      await write(subject, put(expiring, '40', at), put(never, '-1'));
      assert.equal(await increment(subject, expiring, 2, at + minute), 42);
      assertExpiresAt(subject, await recordOf(subject, expiring), at);
      assert.equal(await increment(subject, never, 1, at), 0);
      assert.equal((await recordOf(subject, never)).expiresAt, undefined);
      assert.equal(await increment(subject, never, -10), -10);
      assert.deepEqual(await textsUnder(subject, expiring, never), ['42', '-10']);
    });

    runner.it('gives what it has counted another version', async () => {
      const key = subject.key();
      await increment(subject, key, 1);
      const first = await recordOf(subject, key);
      await increment(subject, key, 1);
      const second = await recordOf(subject, key);
      assert.notEqual(second.version, first.version);
      const { driver } = subject;
      assert.equal(await driver.swap(put(key, '0'), first.version, subject.call()), undefined);
      assert.ok(await driver.swap(put(key, '9'), second.version, subject.call()));
      assert.equal(await increment(subject, key, 1), 10);
    });

    runner.it('counts to the last whole number on either side, and no further', async () => {
      const [up, down] = [subject.key(), subject.key()];
      assert.equal(await increment(subject, up, most), most);
      assert.equal(await increment(subject, down, -most), -most);
      assert.deepEqual(await textsUnder(subject, up, down), [String(most), String(-most)]);
      await assertRefuses(up, 1);
      await assertRefuses(up, most);
      await assertRefuses(down, -1);
      await assertRefuses(down, -most);
      assert.equal(await increment(subject, up, -most), 0);
    });

    for (const stored of [...noCounts, String(2 ** 53), `-${2 ** 53}`, '9'.repeat(400)]) {
      runner.it(`refuses to count on ${inspect(stored.slice(0, 30))}`, async () => {
        const key = subject.key();
        await write(subject, put(key, stored, subject.now() + minute));
        await assertRefuses(key, 1);
        await assertRefuses(key, 0);
      });
    }

    runner.it('loses none of 20 side by side', async () => {
      const key = subject.key();
      const sums = await Promise.all(times(20, () => increment(subject, key, 1)));
      assert.deepEqual(
        sums.toSorted((a, b) => a - b),
        times(20, (index) => index + 1),
      );
      assert.deepEqual(await textsUnder(subject, key), ['20']);
    });
  });
};

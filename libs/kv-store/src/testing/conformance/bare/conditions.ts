import { strict as assert } from 'node:assert';

import { minute, times } from '../store/support.js';
import type { Topic } from '../topic.js';
import { take, touch } from './steps.js';
import { assertExpiresAt, expired, put, recordOf, remove, textOf, textsUnder, write } from './support.js';

export const conditions: Topic = (subject, runner) => {
  const swap = (change: ReturnType<typeof put> | ReturnType<typeof remove>, expected?: string) =>
    subject.driver.swap(change, expected, subject.call());

  /** What `swap` gives where its condition holds. */
  async function swapped(...given: Parameters<typeof swap>): Promise<string> {
    const version = await swap(...given);
    assert.ok(typeof version === 'string' && version !== '', 'the condition should have held');
    return version;
  }

  runner.describe('swap', () => {
    runner.it('puts where nothing is, and resolves with the version', async () => {
      const key = subject.key();
      const version = await swapped(put(key, 'first'));
      const record = await recordOf(subject, key);
      assert.deepEqual([textOf(record.value), record.version], ['first', version]);
      assert.equal(await swap(put(key, 'second')), undefined);
      const after = await recordOf(subject, key);
      assert.deepEqual([textOf(after.value), after.version], ['first', version]);
    });

    runner.it('puts in place of the version that was expected, and of no other', async () => {
      const key = subject.key();
      const first = await swapped(put(key, 'first'));
      const second = await swapped(put(key, 'second'), first);
      assert.notEqual(second, first);
      assert.equal((await recordOf(subject, key)).version, second);
      assert.equal(await swap(put(key, 'third'), first), undefined);
      assert.deepEqual(await textsUnder(subject, key), ['second']);
    });

    runner.it('takes the version that read gives of what was written', async () => {
      const key = subject.key();
      await write(subject, put(key, 'written'));
      const { version } = await recordOf(subject, key);
      await swapped(put(key, 'swapped'), version);
      await write(subject, put(key, 'written again'));
      assert.equal(await swap(put(key, 'late'), version), undefined);
      assert.deepEqual(await textsUnder(subject, key), ['written again']);
    });

    runner.it('deletes the version that was expected, and resolves with it', async () => {
      const key = subject.key();
      const first = await swapped(put(key, 'first'));
      const second = await swapped(put(key, 'second'), first);
      assert.equal(await swap(remove(key), first), undefined);
      assert.deepEqual(await textsUnder(subject, key), ['second']);
      assert.equal(await swap(remove(key), second), second);
      assert.deepEqual(await textsUnder(subject, key), [undefined]);
      assert.equal(await swap(remove(key), second), undefined);
    });

    runner.it('finds that what is absent has no version', async () => {
      const [never, deleted] = [subject.key(), subject.key()];
      const version = await swapped(put(deleted, 'value'));
      await write(subject, remove(deleted));
      for (const key of [never, deleted]) {
        assert.equal(await swap(put(key, 'new'), version), undefined);
        assert.equal(await swap(remove(key), version), undefined);
      }
      assert.deepEqual(await textsUnder(subject, never, deleted), [undefined, undefined]);
    });

    for (const unknown of [
      'a version that nobody gave out',
      '0',
      '1',
      ' ',
      'null',
      '"1"',
      'x'.repeat(1_000),
    ]) {
      runner.it(`takes the version '${unknown.slice(0, 30)}' for one that differs`, async () => {
        const key = subject.key();
        await write(subject, put(key, 'value'));
        const { version } = await recordOf(subject, key);
        assert.notEqual(version, unknown);
        assert.equal(await swap(put(key, 'new'), unknown), undefined);
        assert.equal(await swap(remove(key), unknown), undefined);
        const after = await recordOf(subject, key);
        assert.deepEqual([textOf(after.value), after.version], ['value', version]);
      });
    }

    runner.it('takes an expired entry for absent, whatever version it had', async () => {
      const key = subject.key();
      const version = await swapped(put(key, 'old', subject.now() + subject.moment));
      await subject.pass(subject.moment);
      assert.equal(await swap(put(key, 'new'), version), undefined);
      assert.equal(await swap(remove(key), version), undefined);
      assert.deepEqual(await textsUnder(subject, key), [undefined]);
      await swapped(put(key, 'new'));
      assert.deepEqual(await textsUnder(subject, key), ['new']);
    });

    runner.it('lets one of 20 put side by side where nothing is', async () => {
      for (const key of [subject.key(), await expired(subject)]) {
        const versions = await Promise.all(times(20, (index) => swap(put(key, `of ${index}`))));
        const winners = versions.flatMap((version, index) => (version === undefined ? [] : [index]));
        assert.equal(winners.length, 1, `${winners.length} of 20 have won`);
        const { value, version } = await recordOf(subject, key);
        assert.deepEqual([textOf(value), version], [`of ${winners[0]}`, versions[winners[0] ?? 0]]);
      }
    });

    runner.it('lets one of 20 change or delete side by side what they have read', async () => {
      const key = subject.key();
      const first = await swapped(put(key, 'first'));
      const versions = await Promise.all(
        times(20, (index) => swap(index % 2 ? remove(key) : put(key, `of ${index}`), first)),
      );
      const winners = versions.flatMap((version, index) => (version === undefined ? [] : [index]));
      assert.equal(winners.length, 1, `${winners.length} of 20 have won`);
      const [winner = 0] = winners;
      assert.deepEqual(await textsUnder(subject, key), [winner % 2 ? undefined : `of ${winner}`]);
    });
  });

  runner.describe('a version', () => {
    runner.it('is equal to another only where the values are', async () => {
      const key = subject.key();
      const seen = new Map<string, string>();
      const values = ['a', 'b', 'a', 'c', 'b', '', 'a', 'aa'];
      for (let round = 0; round < 3; round += 1) {
        for (const [index, value] of values.entries()) {
          if (index % 3 === 2) await write(subject, remove(key));
          const expected = index % 3 === 1 ? (await recordOf(subject, key)).version : undefined;
          if (expected === undefined) await write(subject, put(key, value));
          else await swapped(put(key, value), expected);
          const { version } = await recordOf(subject, key);
          assert.equal(seen.get(version) ?? value, value, 'two values have had one version');
          seen.set(version, value);
        }
      }
    });

    runner.it('stays for as long as the entry does', async () => {
      const key = subject.key();
      const version = await swapped(put(key, 'value'));
      await write(subject, put(subject.key(), 'value'));
      assert.equal((await recordOf(subject, key)).version, version);
      assert.equal((await recordOf(subject, key)).version, version);
    });
  });

  runner.describe('touch', () => {
    runner.it('moves the expiry of what is there, and takes it away', async () => {
      const key = subject.key();
      await write(subject, put(key, 'value'));
      const at = subject.now() + minute;
      assert.equal(await touch(subject, key, at), true);
      assertExpiresAt(subject, await recordOf(subject, key), at);
      assert.equal(await touch(subject, key, undefined), true);
      const { value, expiresAt } = await recordOf(subject, key);
      assert.deepEqual([textOf(value), expiresAt], ['value', undefined]);
    });

    runner.it('wakes nothing that has expired, and makes nothing that is absent', async () => {
      for (const key of [subject.key(), await expired(subject)]) {
        assert.equal(await touch(subject, key, subject.now() + minute), false);
        assert.equal(await touch(subject, key, undefined), false);
        assert.deepEqual(await textsUnder(subject, key), [undefined]);
      }
    });
  });

  runner.describe('take', () => {
    runner.it('gives what is there and removes it', async () => {
      const key = subject.key();
      await write(subject, put(key, 'value', subject.now() + minute));
      assert.equal(await take(subject, key), 'value');
      assert.deepEqual(await textsUnder(subject, key), [undefined]);
      assert.equal(await take(subject, key), undefined);
      assert.equal(await take(subject, await expired(subject)), undefined);
    });

    runner.it('gives it to one of 20 side by side', async () => {
      const key = subject.key();
      await write(subject, put(key, 'value'));
      const taken = await Promise.all(times(20, () => take(subject, key)));
      assert.deepEqual(
        taken.filter((value) => value !== undefined),
        ['value'],
      );
    });
  });
};

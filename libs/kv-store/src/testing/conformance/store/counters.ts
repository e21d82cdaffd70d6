import { strict as assert } from 'node:assert';

import { failure } from '../assertions.js';
import type { Topic } from '../topic.js';
import {
  assertExpiresIn,
  assertUntouched,
  besides,
  committed,
  entryOf,
  expired,
  minute,
  times,
  versionOf,
} from './support.js';

const most = Number.MAX_SAFE_INTEGER;

/** What `increment` counts on from. */
const counts = ['0', '7', '-7', '456', String(most - 1), String(-most)];
/** What it does not, however much it looks like a number. */
const noCounts = [
  '',
  ' 5',
  '5 ',
  '5\n',
  '05',
  '-0',
  '+5',
  '5.0',
  '1e3',
  '0x10',
  '1_000',
  'five',
  '٥',
  '9007199254740992',
  '9007199254740993',
  '-9007199254740992',
  '1'.repeat(40),
];

function assertEach(sums: readonly number[]): void {
  assert.deepEqual(
    [...sums].sort((a, b) => a - b),
    times(sums.length, (index) => index + 1),
  );
}

export const counters: Topic = (subject, runner) => {
  const { clock } = subject;

  runner.describe('counters', () => {
    runner.it('count from 0, up and down, and read as text', async () => {
      const { kv } = subject;
      const key = subject.key();
      assert.equal(await kv.increment(key), 1);
      assert.equal(await kv.increment(key, 41), 42);
      assert.equal(await kv.get(key), '42');
      assert.equal(await kv.increment(key, -50), -8);
      assert.equal(await kv.get(key), '-8');
      assert.equal(await kv.increment(key, 8), 0);
      assert.equal(await kv.get(key), '0');
      assert.equal(await kv.increment(key, 0), 0);
      assert.deepEqual(await kv.getMany([key]), ['0']);
      const nothing = subject.key();
      assert.equal(await kv.increment(nothing, 0), 0);
      assert.equal(await kv.get(nothing), '0');
    });

    runner.it('lose nothing of hundreds side by side', async () => {
      const { kv } = subject;
      const key = subject.key();
      assertEach(await Promise.all(times(300, () => kv.increment(key, 1))));
      assert.equal(await kv.get(key), '300');
    });

    runner.it('lose nothing of many that create it with a ttl', async () => {
      const { kv } = subject;
      const key = subject.key();
      assertEach(await Promise.all(times(50, () => kv.increment(key, 1, { ttl: minute }))));
      const entry = await entryOf(kv, key);
      assert.equal(entry.value, '50');
      assertExpiresIn(subject, entry, minute);
    });

    runner.it('lose nothing of many where an entry has expired', async () => {
      const { kv } = subject;
      const key = await expired(subject);
      assertEach(await Promise.all(times(20, () => kv.increment(key, 1))));
      const entry = await entryOf(kv, key);
      assert.deepEqual([entry.value, entry.expiresAt], ['20', undefined]);
    });

    runner.it('expire by the ttl with which they were created, and no later', async () => {
      const { kv } = subject;
      const key = subject.key();
      await kv.increment(key, 1, { ttl: minute });
      assert.equal(await kv.increment(key, 1, { ttl: 2 * minute }), 2);
      assert.equal(await kv.increment(key), 3);
      assertExpiresIn(subject, await entryOf(kv, key), minute);
      await kv.touch(key, subject.moment);
      await subject.pass(subject.moment);
      assert.equal(await kv.get(key), undefined);
      assert.equal(await kv.increment(key, 5, { ttl: minute }), 5);
      assertExpiresIn(subject, await entryOf(kv, key), minute);
    });

    for (const text of counts) {
      runner.it(`count on from the text ${text}`, async () => {
        const { kv } = subject;
        const key = subject.key();
        await kv.set(key, text, { ttl: minute });
        assert.equal(await kv.increment(key), Number(text) + 1);
        assert.equal(await kv.increment(key, -1), Number(text));
        const entry = await entryOf(kv, key);
        assert.equal(entry.value, text);
        assertExpiresIn(subject, entry, minute);
      });
    }

    for (const text of noCounts) {
      runner.it(`refuse to count on from ${JSON.stringify(text)}, and leave it`, async () => {
        const { kv } = subject;
        const key = subject.key();
        await kv.set(key, text);
        await assertUntouched(kv, key, async () => {
          const error = await failure(kv.increment(key), 'INVALID_ARGUMENT');
          assert.equal(error.operation, 'increment');
          assert.equal(error.key, key);
          assert.equal(error.outcome, undefined);
          await failure(kv.increment(key, 0), 'INVALID_ARGUMENT');
        });
        assert.equal(await kv.get(key), text);
      });
    }

    runner.it('stay within ±(2^53 − 1)', async () => {
      const { kv } = subject;
      const key = subject.key();
      assert.equal(await kv.increment(key, most), most);
      await assertUntouched(kv, key, async () => {
        await failure(kv.increment(key), 'INVALID_ARGUMENT');
        await failure(kv.increment(key, most), 'INVALID_ARGUMENT');
      });
      assert.equal(await kv.get(key), String(most));
      assert.equal(await kv.increment(key, -most), 0);
      assert.equal(await kv.increment(key, -most), -most);
      await assertUntouched(kv, key, () => failure(kv.increment(key, -1), 'INVALID_ARGUMENT'));
      assert.equal(await kv.get(key), String(-most));
    });

    runner.it('have versions, and are replaced, taken and updated like every entry', async () => {
      const { kv } = subject;
      const key = subject.key();
      await kv.increment(key, 3);
      const before = await versionOf(kv, key);
      await kv.increment(key, 4);
      assert.deepEqual(await kv.replaceIf(key, '100', before), { ok: false });
      const now = await entryOf(kv, key);
      assert.equal(now.value, '7');
      committed(await kv.replaceIf(key, '100', now.version));
      assert.equal(await kv.increment(key), 101);
      assert.equal(await kv.update(key, (text) => `${text ?? ''}0`), '1010');
      assert.equal(await kv.increment(key), 1_011);
      assert.deepEqual(await kv.create(key, '0'), { ok: false });
      assert.equal(await kv.take(key), '1011');
      assert.equal(await kv.increment(key), 1);
      assert.equal(await kv.deleteIf(key, await versionOf(kv, key)), true);
      assert.equal(await kv.has(key), false);
    });

    if (clock) {
      runner.it('expire to the millisecond', async () => {
        const { kv } = subject;
        const key = subject.key();
        const expiresAt = clock.now() + 1_000;
        await kv.increment(key, 1, { ttl: 1_000 });
        clock.advance(900);
        assert.equal(await kv.increment(key, 1, { ttl: 1_000 }), 2);
        const entry = await entryOf(kv, key);
        assert.deepEqual([entry.value, entry.expiresAt], ['2', expiresAt]);
        clock.advance(99);
        assert.equal(await kv.increment(key), 3);
        clock.advance(1);
        assert.equal(await kv.get(key), undefined);
        assert.equal(await kv.increment(key, 5, { ttl: 2_000 }), 5);
        assert.equal((await entryOf(kv, key)).expiresAt, clock.now() + 2_000);
        clock.advance(2_000);
        assert.equal(await kv.increment(key), 1);
        assert.equal((await entryOf(kv, key)).expiresAt, undefined);
      });
    }
  });

  if (subject.suite.data !== 'shared') return;
  runner.describe('counters of two stores', () => {
    runner.it('lose nothing of what both count', async () => {
      await besides(subject, async (here, there) => {
        const key = subject.key();
        const count = (index: number) => (index % 2 ? here : there).increment(key, 1);
        assertEach(await Promise.all(times(100, count)));
      });
    });
  });
};

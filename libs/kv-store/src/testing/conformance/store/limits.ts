import { strict as assert } from 'node:assert';

import { bytes } from '../../../core/codecs/bytes.js';
import type { KvLimits } from '../../../core/kv-driver.js';
import type { KvStore } from '../../../core/kv-store.js';
import type { OpenKvStore } from '../../../create-kv-store.js';
import { failure } from '../assertions.js';
import { borrowed } from '../borrowed.js';
import type { Subject } from '../subject.js';
import type { Topic } from '../topic.js';
import { callsWithKey, callsWithValue } from './bad-calls.js';
import { assertSilent, committed, entryOf, minute } from './support.js';

const kilobyte = 1_024;
/** Larger ones are left to the driver's own tests: a store on it is told of these. */
const most: KvLimits = { keyBytes: 64 * kilobyte, entryBytes: 1_024 * kilobyte };

/** The longest name of a namespace that leaves room for the separator and a key of one byte. */
const longestName = ({ keyBytes }: KvLimits) => 'n'.repeat(keyBytes - 2);

export const limits: Topic = (subject, runner) => {
  const limitsOf = ({ driver }: Subject): KvLimits => ({
    keyBytes: Math.min(driver.limits.keyBytes, most.keyBytes),
    entryBytes: Math.min(driver.limits.entryBytes, most.entryBytes),
  });

  /** Does `work` with a store of its own, of which what it sends is counted. */
  async function atLimits(
    work: (kv: OpenKvStore, limits: KvLimits, sent: () => number) => Promise<void>,
  ): Promise<void> {
    const allowed = limitsOf(subject);
    const { driver, calls } = borrowed(subject.driver, { limits: allowed });
    const root = await subject.storeOn(driver);
    try {
      await work(root, allowed, () => calls.length);
    } finally {
      await root.close();
    }
  }

  /** A key of so many bytes that no other test has. */
  const keyOf = (size: number, filling = 'k') => {
    const key = subject.key();
    const room = size - key.length;
    const width = Buffer.byteLength(filling);
    return key + 'k'.repeat(room % width) + filling.repeat(Math.floor(room / width));
  };

  async function assertKeeps(kv: KvStore, key: string, value: string): Promise<void> {
    await kv.set(key, value, { ttl: minute });
    assert.ok((await kv.get(key)) === value, 'what was set is another');
    const { version } = await entryOf(kv, key);
    committed(await kv.replaceIf(key, value, version, { ttl: minute }));
    await kv.setMany([[key, value]], { ttl: minute });
    const [read] = await kv.getMany([key]);
    assert.ok(read === value, 'what was set among many is another');
    assert.equal(await kv.touch(key, 2 * minute), true);
    assert.ok((await kv.take(key)) === value, 'what was taken is another');
    committed(await kv.create(key, value, { ttl: minute }));
    await assertSilent(kv.delete(key));
  }

  runner.describe('a key', () => {
    for (const filling of ['k', 'é', '🔑']) {
      runner.it(`may be as long as the limit in bytes of UTF-8, and no longer: ${filling}`, async () => {
        await atLimits(async (kv, { keyBytes }, sent) => {
          const key = keyOf(keyBytes, filling);
          assert.equal(Buffer.byteLength(key), keyBytes);
          await assertKeeps(kv, key, 'value');
          await kv.set(key, 'value');
          const before = sent();
          await assertTooLong(kv, `${key}x`);
          assert.equal(sent(), before, 'something was sent');
          assert.equal(await kv.get(key), 'value');
          await kv.delete(key);
        });
      });
    }

    runner.it('counts with its namespace', async () => {
      await atLimits(async (root, allowed, sent) => {
        const kv = root.namespace(longestName(allowed));
        await assertKeeps(kv, 'k', 'value');
        const before = sent();
        await assertTooLong(kv, 'kk');
        await assertTooLong(kv, 'é');
        assert.equal(sent(), before, 'something was sent');
      });
    });

    runner.it('of the store may have 1,024 bytes with its namespace, whatever the driver', async () => {
      const { root } = subject;
      for (const filling of ['k', 'é', '🔑', ':']) await assertKeeps(root, keyOf(kilobyte, filling), 'value');
      const [outer, inner] = ['o'.repeat(500), 'i'.repeat(500)];
      const room = kilobyte - outer.length - inner.length - 2;
      await assertKeeps(root.namespace(outer).namespace(inner), 'k'.repeat(room), 'value');
    });
  });

  runner.describe('a value', () => {
    for (const filling of ['v', 'é', '😀']) {
      runner.it(`may fill the entry with its key, and no more: ${filling}`, async () => {
        await atLimits(async (kv, { entryBytes }, sent) => {
          const key = subject.key();
          const width = Buffer.byteLength(filling);
          const room = entryBytes - key.length;
          const value = 'v'.repeat(room % width) + filling.repeat(Math.floor(room / width));
          assert.equal(Buffer.byteLength(key) + Buffer.byteLength(value), entryBytes);
          await assertKeeps(kv, key, value);
          const before = sent();
          for (const call of callsWithValue(kv, key, `${value}v`).slice(0, 4))
            await failure(call(), 'TOO_LARGE');
          assert.equal(sent(), before, 'something was sent');
          assert.equal(await kv.has(key), false);
        });
      });
    }

    runner.it('has the less room the longer the key and its namespace are', async () => {
      await atLimits(async (root, allowed, sent) => {
        const { keyBytes, entryBytes } = allowed;
        const value = 'v'.repeat(entryBytes - keyBytes);
        const key = keyOf(keyBytes);
        await assertKeeps(root, key, value);
        const kv = root.namespace(longestName(allowed));
        await assertKeeps(kv, 'k', value);
        const before = sent();
        await failure(root.set(key, `${value}v`), 'TOO_LARGE');
        await failure(kv.set('k', `${value}v`), 'TOO_LARGE');
        assert.equal(sent(), before, 'something was sent');
      });
    });

    runner.it('may be as many bytes', async () => {
      await atLimits(async (root, { entryBytes }, sent) => {
        const [kv, key] = [root.as(bytes), subject.key()];
        const value = new Uint8Array(entryBytes - key.length).fill(0xff);
        await kv.set(key, value, { ttl: minute });
        const read = await kv.getOrThrow(key);
        assert.ok(Buffer.from(value).equals(read), 'what was set is other bytes');
        await kv.delete(key);
        const before = sent();
        await failure(kv.set(key, new Uint8Array(value.length + 1)), 'TOO_LARGE');
        assert.equal(sent(), before, 'something was sent');
      });
    });

    runner.it('that is too large is stored nowhere, and nor are its neighbours', async () => {
      await atLimits(async (kv, { entryBytes }, sent) => {
        const [small, large] = [subject.key(), subject.key()];
        const value = 'v'.repeat(entryBytes);
        const before = sent();
        const error = await failure(
          kv.setMany([
            [small, 'value'],
            [large, value],
          ]),
          'TOO_LARGE',
        );
        assert.equal(error.key, large);
        assert.equal(sent(), before, 'something was sent');
        assert.deepEqual(await kv.getMany([small, large]), [undefined, undefined]);
      });
    });

    runner.it('may have 256 KB, whatever the driver', async () => {
      const { root } = subject;
      for (const key of [subject.key(), keyOf(kilobyte)]) {
        await assertKeeps(root, key, 'v'.repeat(256 * kilobyte));
        await assertKeeps(root, key, 'é'.repeat(128 * kilobyte));
      }
    });
  });
};

async function assertTooLong(kv: KvStore, key: string): Promise<void> {
  for (const [operation, call] of callsWithKey) {
    const error = await failure(call(kv, key), 'TOO_LARGE');
    assert.deepEqual([error.operation, error.key], [operation, key]);
    assert.equal(error.retryable, false);
  }
}

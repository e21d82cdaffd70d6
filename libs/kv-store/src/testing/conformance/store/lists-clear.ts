import { strict as assert } from 'node:assert';
import { inspect } from 'node:util';

import type { KvClearRange, KvStore } from '../../../core/kv-store.js';
import { failure } from '../assertions.js';
import { borrowed } from '../borrowed.js';
import type { Topic } from '../topic.js';
import { folderOf, keysOf, listTest } from './list-support.js';
import { minute, times } from './support.js';

/** Ranges that say nothing, or two things. */
const badRanges: readonly object[] = [
  { prefix: '' },
  { prefix: undefined },
  { prefix: null },
  { prefix: 7 },
  { prefix: '\ud800' },
  { all: false },
  { all: undefined },
  { all: 'true' },
  { all: 1 },
  { prefix: 'a', all: true },
  { prefix: '', all: true },
  { prefix: 'a', all: false },
  { prefix: undefined, all: true },
  { prefix: 'a', all: undefined },
];

/** What `clear` promises. */
export const cleared: Topic = (subject, runner) => {
  const it = (title: string, test: () => Promise<void>) => {
    listTest(subject, runner, title, test);
  };
  const folder = (keys: readonly string[]) => folderOf(subject.kv, subject.key(), keys);

  /** Checks that a call is refused and removes nothing. */
  async function assertRefused(kv: KvStore, call: () => Promise<unknown>): Promise<void> {
    const before = await keysOf(kv);
    const error = await failure(call(), 'INVALID_ARGUMENT');
    assert.equal(error.operation, 'clear');
    assert.deepEqual(await keysOf(kv), before);
  }

  runner.describe('clear', () => {
    it('removes what is in the namespace, and nothing of its siblings, and counts it', async () => {
      const outside = await folder(['users', 'plain']);
      const users = await folderOf(outside, 'users', ['1', '2', '3']);
      const admins = await folderOf(users, 'admins', ['4']);
      const others = await folderOf(outside, 'users2', ['5']);
      assert.equal(await users.clear(), 4);
      assert.deepEqual(await keysOf(users), []);
      assert.equal(await admins.get('4'), undefined);
      assert.equal(await users.clear(), 0);
      assert.equal(await others.get('5'), '5');
      assert.deepEqual(await keysOf(outside), ['plain', 'users', 'users2:5']);
      assert.equal(await outside.clear({ all: true }), 3);
      assert.deepEqual(await keysOf(outside), []);
    });

    it('removes what begins with the prefix', async () => {
      const kv = await folder(['a', 'ab', 'abc', 'b', 'ba', 'A']);
      assert.equal(await kv.clear({ prefix: 'ab' }), 2);
      assert.deepEqual(await keysOf(kv), ['A', 'a', 'b', 'ba']);
      assert.equal(await kv.clear({ prefix: 'ab' }), 0);
      assert.equal(await kv.clear({ prefix: 'b' }), 2);
      assert.deepEqual(await keysOf(kv), ['A', 'a']);
    });

    for (const range of [undefined, {}, { all: true }]) {
      it(`takes ${inspect(range)} in a namespace for all`, async () => {
        const kv = await folder(['1', '2']);
        assert.equal(await kv.clear(range as KvClearRange | undefined), 2);
        assert.deepEqual(await keysOf(kv), []);
      });
    }

    it('does not count what has expired', async () => {
      const kv = await folder(['kept']);
      await kv.set('expired', 'value', { ttl: subject.moment });
      await kv.set('expiring', 'value', { ttl: minute });
      await subject.pass(subject.moment);
      assert.equal(await kv.clear(), 2);
      assert.deepEqual(await kv.getMany(['kept', 'expired', 'expiring']), [undefined, undefined, undefined]);
    });

    it('removes many, in as many steps as it takes', async () => {
      const kv = await folder(times(600, String));
      assert.equal(await kv.clear({ prefix: '5' }), 111);
      assert.equal(await kv.clear(), 489);
      assert.deepEqual(await keysOf(kv), []);
      assert.deepEqual(await kv.getMany(['0', '599']), [undefined, undefined]);
    });

    it('at the root is of a prefix, and not of everything unless it is told so', async () => {
      const { root } = subject;
      const prefix = `${subject.key()}-`;
      await root.setMany(times(5, (index) => [`${prefix}${index}`, 'value']));
      for (const range of [undefined, {}, { timeout: 1_000 }, ...badRanges]) {
        const error = await failure(root.clear(range as KvClearRange | undefined), 'INVALID_ARGUMENT');
        assert.equal(error.operation, 'clear');
      }
      assert.equal((await keysOf(root, prefix)).length, 5);
      assert.equal(await root.clear({ prefix }), 5);
      assert.deepEqual(await keysOf(root, prefix), []);
    });

    for (const range of badRanges) {
      it(`refuses ${inspect(range)}, and removes nothing`, async () => {
        const kv = await folder(['a', 'ab', 'b']);
        await assertRefused(kv, () => kv.clear(range as KvClearRange));
      });
    }

    it('keeps what is loaded meanwhile from being stored, in its range and nowhere else', async () => {
      const { kv } = subject;
      const [within, beside] = [kv.namespace(subject.key()), kv.namespace(subject.key())];
      const load = async () => {
        await within.clear();
        return 'loaded';
      };
      assert.equal(await beside.getOrSet('key', load), 'loaded');
      assert.equal(await within.getOrSet('key', load), 'loaded');
      assert.deepEqual([await beside.get('key'), await within.get('key')], ['loaded', undefined]);
    });

    it('ends with ABORTED where its signal is aborted between pages, and goes no further', async () => {
      const aborting = new AbortController();
      let lists = 0;
      const { driver } = borrowed(subject.driver, {
        page: 5,
        onCall: (verb) => {
          if (verb === 'list' && (lists += 1) === 2) aborting.abort();
        },
      });
      const root = await subject.storeOn(driver);
      try {
        const name = subject.key();
        const kv = await folderOf(root, name, times(30, String));
        const left = async () => (await keysOf(subject.root.namespace(name))).length;
        await failure(kv.clear({ all: true, signal: AbortSignal.abort() }), 'ABORTED');
        assert.equal(await left(), 30);
        await failure(kv.clear({ all: true, signal: aborting.signal }), 'ABORTED');
        // The second page may have been on its way.
        assert.ok((await left()) >= 20, 'more was removed than was asked for by then');
      } finally {
        await root.close();
      }
    });
  });
};

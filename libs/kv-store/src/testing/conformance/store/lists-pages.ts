import { strict as assert } from 'node:assert';
import { inspect } from 'node:util';

import type { KvEntry, KvStore } from '../../../core/kv-store.js';
import { failure } from '../assertions.js';
import type { Topic } from '../topic.js';
import { allPages, distinct, folderOf, listTest } from './list-support.js';
import { times } from './support.js';

const badLimits: readonly unknown[] = [0, -1, 1_001, 1.5, NaN, Infinity, '5', {}];
const badCursors: readonly unknown[] = ['', 'garbage', '!', 'a'.repeat(100), 7, {}, null, '\ud800'];

export const pages: Topic = (subject, runner) => {
  const it = (title: string, test: () => Promise<void>) => {
    listTest(subject, runner, title, test);
  };
  const folder = (count: number) => folderOf(subject.kv, subject.key(), times(count, String));

  /** The cursor of a page that is not the last. */
  async function cursorOf(kv: KvStore, prefix?: string): Promise<string> {
    const { cursor } = await kv.page({ limit: 1, prefix });
    assert.ok(cursor !== undefined, 'there should be another page');
    return cursor;
  }

  runner.describe('page', () => {
    it('gives at most as many entries as were asked for, and 100 unless told', async () => {
      const kv = await folder(150);
      for (const limit of [1, 7, 149, 150, 1_000]) {
        const { entries, cursor } = await kv.page({ limit });
        assert.ok(entries.length <= limit, `${entries.length} entries where ${limit} were the most`);
        assert.ok(cursor !== undefined || entries.length === 150, 'the list has ended early');
      }
      for (const range of [undefined, {}, { limit: undefined }]) {
        const { entries, cursor } = await kv.page(range);
        assert.ok(entries.length <= 100, `${entries.length} entries where 100 are the most`);
        assert.ok(cursor !== undefined, 'the list has ended early');
      }
    });

    it('after page leads through all, by cursors that are safe in a URL', async () => {
      const kv = await folder(60);
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await kv.page({ limit: 7, cursor });
        for (const { key, value } of page.entries) assert.equal(value, key);
        found.push(...page.entries.map(({ key }) => key));
        ({ cursor } = page);
        assert.match(cursor ?? 'none', /^[\w-]+$/);
      } while (cursor !== undefined);
      assert.deepEqual(distinct(found), distinct(times(60, String)));
    });

    it('may have another size than the one before, and be asked for again', async () => {
      const kv = await folder(20);
      const first = await kv.page({ limit: 5 });
      assert.ok(first.cursor !== undefined, 'there should be another page');
      for (let turn = 0; turn < 2; turn += 1) {
        const rest: KvEntry<string>[] = await allPages(kv, { limit: 3 + turn, cursor: first.cursor });
        const found: string[] = [...first.entries, ...rest].map(({ key }) => key);
        assert.deepEqual(distinct(found), distinct(times(20, String)));
      }
    });

    it('gives a prefix and a namespace cursors of their own', async () => {
      const kv = await folder(20);
      const inside = await folderOf(kv, 'inside', times(20, String));
      const [all, ones, within] = [await cursorOf(kv), await cursorOf(kv, '1'), await cursorOf(inside)];
      const refused: readonly (() => Promise<unknown>)[] = [
        () => kv.page({ cursor: ones }),
        () => kv.page({ cursor: within }),
        () => kv.page({ cursor: all, prefix: '1' }),
        () => kv.page({ cursor: ones, prefix: '2' }),
        () => kv.page({ cursor: ones, prefix: '11' }),
        () => inside.page({ cursor: all }),
        () => kv.namespace('elsewhere').page({ cursor: within }),
      ];
      for (const call of refused) await failure(call(), 'INVALID_ARGUMENT');
      await kv.page({ cursor: all });
      await kv.page({ cursor: ones, prefix: '1' });
      await inside.page({ cursor: within });
    });

    it('refuses a cursor that was changed', async () => {
      const kv = await folder(20);
      const cursor = await cursorOf(kv);
      const flipped = (cursor.startsWith('A') ? 'B' : 'A') + cursor.slice(1);
      for (const bad of [
        cursor.slice(0, -1),
        cursor.slice(1),
        `${cursor}A`,
        `${cursor}=`,
        cursor + cursor,
        flipped,
      ]) {
        await failure(kv.page({ cursor: bad }), 'INVALID_ARGUMENT');
      }
    });

    for (const bad of badCursors) {
      it(`refuses the cursor ${inspect(bad)}`, async () => {
        const error = await failure(subject.kv.page({ cursor: bad as string }), 'INVALID_ARGUMENT');
        assert.match(error.message, /'cursor'/);
      });
    }

    for (const bad of badLimits) {
      it(`refuses the limit ${inspect(bad)}`, async () => {
        const error = await failure(subject.kv.page({ limit: bad as number }), 'INVALID_ARGUMENT');
        assert.match(error.message, /'limit'/);
      });
    }
  });
};

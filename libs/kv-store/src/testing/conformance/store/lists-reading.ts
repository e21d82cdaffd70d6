import { strict as assert } from 'node:assert';

import type { KvStore } from '../../../core/kv-store.js';
import { all, failure } from '../assertions.js';
import { borrowed } from '../borrowed.js';
import type { Topic } from '../topic.js';
import { distinct, folderOf, listTest } from './list-support.js';
import { times } from './support.js';

const count = 30;
/** Entries of a page, so that there are at least six. */
const page = 5;

type List = (kv: KvStore, signal?: AbortSignal) => AsyncIterable<unknown>;
const lists: readonly (readonly [string, List])[] = [
  ['keys', (kv, signal) => kv.keys({ signal })],
  ['entries', (kv, signal) => kv.entries({ signal })],
];

/** That lists are read page by page while they are asked for. */
export const readByPages: Topic = (subject, runner) => {
  /** Does `work` on a namespace of several pages, whose reads are noted. */
  async function onPages(work: (kv: KvStore, reads: () => number) => Promise<void>): Promise<void> {
    const { driver, calls } = borrowed(subject.driver, { page });
    const root = await subject.storeOn(driver);
    try {
      const kv = await folderOf(root, subject.key(), times(count, String));
      const before = calls.length;
      await work(kv, () => calls.length - before);
    } finally {
      await root.close();
    }
  }

  for (const [name, list] of lists) {
    runner.describe(`a list of ${name}`, () => {
      const it = (title: string, test: () => Promise<void>) => {
        listTest(subject, runner, title, test);
      };

      it('is read while it is asked for, and no further', async () => {
        await onPages(async (kv, reads) => {
          const asked = list(kv);
          assert.equal(reads(), 0, 'it was read before it was asked for');
          const given: unknown[] = [];
          for await (const item of asked) {
            given.push(item);
            if (given.length === 2) break;
          }
          const ofTwo = reads();
          await new Promise(setImmediate);
          assert.equal(reads(), ofTwo, 'it was read on after the caller had stopped');
          await all(asked);
          const ofAll = reads() - ofTwo;
          assert.ok(ofAll >= count / page, `${ofAll} pages for all of it`);
          assert.ok(ofTwo < ofAll, `${ofTwo} pages for two entries of it, as many as for all`);
        });
      });

      it('may be walked twice, and by two at once', async () => {
        await onPages(async (kv) => {
          const asked = list(kv);
          const walks = [await all(asked), ...(await Promise.all([all(asked), all(asked)]))];
          for (const walk of walks) {
            const keys = walk.map((item) =>
              typeof item === 'string' ? item : (item as { key: string }).key,
            );
            assert.deepEqual(distinct(keys), distinct(times(count, String)));
          }
        });
      });

      it('shows what was stored between two walks', async () => {
        await onPages(async (kv) => {
          const asked = list(kv);
          const before = (await all(asked)).length;
          await kv.set('added', 'value');
          await kv.delete('0');
          await kv.delete('1');
          assert.equal(before, count);
          assert.equal((await all(asked)).length, count - 1);
        });
      });

      it('ends with ABORTED where its signal is aborted between pages', async () => {
        await onPages(async (kv) => {
          const aborting = new AbortController();
          const given: unknown[] = [];
          const walk = async () => {
            for await (const item of list(kv, aborting.signal)) {
              given.push(item);
              aborting.abort();
            }
          };
          const error = await failure(walk(), 'ABORTED');
          assert.equal(error.operation, name);
          // What was read already may still be given.
          assert.ok(given.length >= 1 && given.length <= page, `${given.length} were given`);
          await failure(all(list(kv, AbortSignal.abort())), 'ABORTED');
        });
      });
    });
  }
};

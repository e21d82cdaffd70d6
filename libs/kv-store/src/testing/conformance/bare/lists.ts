import { strict as assert } from 'node:assert';

import type { KvListedRecord, KvRecordPage } from '../../../core/kv-driver.js';
import { isLive } from '../../../core/record.js';
import { failure } from '../assertions.js';
import { minute, times } from '../store/support.js';
import type { Topic } from '../topic.js';
import { assertExpiresAt, put, recordOf, remove, textOf, write } from './support.js';

interface Walk {
  readonly limit?: number;
  readonly keysOnly?: boolean;
  /** Done after every page. */
  readonly between?: (page: number) => Promise<void>;
}

/** More pages than any walk here has, were each of them empty but for one record. */
const mostPages = 2_000;

export const lists: Topic = (subject, runner) => {
  /** Declares a test of lists; where the driver has none, the store must say so. */
  function it(title: string, test: () => Promise<void>): void {
    runner.it(title, async () => {
      if (subject.driver.list) await test();
      else await failure(subject.root.page({ prefix: subject.key() }), 'UNSUPPORTED');
    });
  }

  async function pageOf(
    prefix: string,
    limit: number,
    cursor?: string,
    keysOnly = false,
  ): Promise<KvRecordPage> {
    const range = { prefix, limit, keysOnly, ...(cursor !== undefined && { cursor }) };
    const page = await subject.driver.list?.(range, subject.call());
    assert.ok(page, 'the driver should list');
    assert.ok(page.records.length <= limit, `${page.records.length} records where ${limit} were the most`);
    for (const { key } of page.records) assert.ok(key.startsWith(prefix), 'a key is not in the range');
    assert.ok(page.cursor === undefined || page.cursor !== cursor, 'the cursor leads back to the same page');
    return page;
  }

  /** All pages, one after the other. */
  async function walk(
    prefix: string,
    { limit = 7, keysOnly, between }: Walk = {},
  ): Promise<KvListedRecord[]> {
    const records: KvListedRecord[] = [];
    let cursor: string | undefined;
    for (let pages = 1; pages <= mostPages; pages += 1) {
      const page = await pageOf(prefix, limit, cursor, keysOnly);
      records.push(...page.records.filter((record) => isLive(record, subject)));
      cursor = page.cursor;
      if (cursor === undefined) return records;
      await between?.(pages);
    }
    throw new Error(`The list has not ended after ${mostPages} pages.`);
  }

  async function fill(prefix: string, count: number): Promise<string[]> {
    const keys = times(count, (index) => `${prefix}${index}`);
    await write(subject, ...keys.map((key) => put(key, `value of ${key}`)));
    return keys;
  }

  const keysIn = (records: readonly KvListedRecord[]) => [...new Set(records.map(({ key }) => key))].sort();

  runner.describe('list', () => {
    it('gives the records whose keys begin with the prefix', async () => {
      const folder = `${subject.key()}:`;
      const inside = ['users:1', 'users:2', 'users', 'users2:1', 'use', 'Users:1', 'orders:users:1'];
      await write(subject, ...inside.map((key) => put(folder + key, key)));
      await write(subject, put(folder.slice(0, -1), 'beside'), put(`x${folder}`, 'before'));
      const under = async (prefix: string) =>
        keysIn(await walk(folder + prefix)).map((key) => key.slice(folder.length));
      assert.deepEqual(await under('users:'), ['users:1', 'users:2']);
      assert.deepEqual(await under('users'), ['users', 'users2:1', 'users:1', 'users:2']);
      assert.deepEqual(await under('users2'), ['users2:1']);
      assert.deepEqual(await under(''), inside.toSorted());
      assert.deepEqual(await under('U'), ['Users:1']);
    });

    it('takes the prefix as it is, whatever it is made of', async () => {
      const folder = `${subject.key()}:`;
      const names = [
        '%',
        '_',
        '*',
        '?',
        '[a]',
        '\\',
        "'",
        '"',
        '^',
        '$',
        '.',
        '(',
        '\u0000',
        'é',
        'e\u0301',
        '🔑',
      ];
      await write(subject, ...names.map((name) => put(`${folder}${name}x`, name)));
      for (const name of names) {
        const found = await walk(folder + name);
        assert.deepEqual(keysIn(found), [`${folder}${name}x`]);
      }
    });

    it('gives values, versions and expiry as read does', async () => {
      const folder = `${subject.key()}:`;
      const at = subject.now() + minute;
      await write(subject, put(`${folder}never`, 'value'), put(`${folder}later`, 'another', at));
      const records = await walk(folder);
      assert.deepEqual(keysIn(records), [`${folder}later`, `${folder}never`]);
      for (const { key, value, version, expiresAt } of records) {
        const read = await recordOf(subject, key);
        assert.deepEqual(
          [textOf(value), version, expiresAt],
          [textOf(read.value), read.version, read.expiresAt],
        );
      }
    });

    it('gives keys and their expiry where nobody looks at more', async () => {
      const folder = `${subject.key()}:`;
      const at = subject.now() + minute;
      const keys = await fill(folder, 20);
      await write(subject, put(`${folder}expiring`, 'value', at));
      await write(subject, put(`${folder}expired`, 'value', subject.now() + subject.moment));
      await subject.pass(subject.moment);
      const records = await walk(folder, { keysOnly: true });
      assert.deepEqual(keysIn(records), [...keys, `${folder}expiring`].sort());
      for (const record of records) {
        // By its own clock a back end hides what has expired, and need not say more.
        if (record.key === `${folder}expiring` && (subject.clock || record.expiresAt !== undefined))
          assertExpiresAt(subject, record, at);
        else assert.equal(record.expiresAt, undefined);
      }
    });

    for (const limit of [1, 2, 3, 50, 1_000]) {
      it(`leads through all in pages of ${limit} at most`, async () => {
        const folder = `${subject.key()}:`;
        const keys = await fill(folder, 50);
        const records = await walk(folder, { limit });
        assert.deepEqual(keysIn(records), keys.toSorted());
      });
    }

    it('ends where nothing is in the range', async () => {
      assert.deepEqual(await walk(`${subject.key()}:`), []);
      const folder = `${subject.key()}:`;
      const keys = await fill(folder, 20);
      await write(subject, ...keys.map(remove));
      assert.deepEqual(await walk(folder), []);
    });

    it('gives at least once what is there all the time, whatever comes and goes meanwhile', async () => {
      const folder = `${subject.key()}:`;
      const keys = await fill(folder, 60);
      const [staying, leaving] = [
        keys.filter((_, index) => index % 3 !== 0),
        keys.filter((_, i) => i % 3 === 0),
      ];
      const records = await walk(folder, {
        limit: 4,
        // As many pages as it takes without a change, so that no list runs after what is added for ever.
        between: async (page) => {
          if (page > 30) return;
          const gone = leaving.splice(0, 2);
          const rewritten = staying.filter((_, index) => index % 5 === page % 5);
          await write(
            subject,
            ...gone.map(remove),
            ...rewritten.map((key) => put(key, `rewritten after page ${page}`)),
            put(`${folder}${page}-added`, 'value'),
            put(`${folder}-${page}`, 'value'),
          );
        },
      });
      const found = new Set(records.map(({ key }) => key));
      assert.deepEqual(
        staying.filter((key) => !found.has(key)),
        [],
      );
    });

    it('goes on from a cursor whose neighbours are gone, and as often as it is asked to', async () => {
      const folder = `${subject.key()}:`;
      const keys = await fill(folder, 12);
      const { records, cursor } = await pageOf(folder, 3);
      assert.ok(cursor !== undefined, 'there should be another page');
      await write(subject, ...records.map(({ key }) => remove(key)));
      const given = new Set(records.map(({ key }) => key));
      const rest = keys.filter((key) => !given.has(key)).sort();
      for (let turn = 0; turn < 2; turn += 1) {
        const found: KvListedRecord[] = [];
        for (let next: string | undefined = cursor; next !== undefined;) {
          const page: KvRecordPage = await pageOf(folder, 3, next);
          found.push(...page.records);
          next = page.cursor;
        }
        assert.deepEqual(keysIn(found), rest);
      }
    });

    it('gives cursors that are well-formed text', async () => {
      const folder = `${subject.key()}:`;
      await write(subject, ...['é', '🔑', '"', '\u0000', 'a'].map((name) => put(folder + name, name)));
      let cursor: string | undefined;
      let cursors = 0;
      do {
        ({ cursor } = await pageOf(folder, 1, cursor));
        if (cursor === undefined) break;
        cursors += 1;
        assert.ok(typeof cursor === 'string' && cursor.isWellFormed(), 'a cursor is no well-formed text');
      } while (cursors < mostPages);
      // With five records in pages of one, the first four are not the last.
      assert.ok(cursors >= 4 && cursors < mostPages, `${cursors} pages were not the last`);
    });
  });
};

import { strict as assert } from 'node:assert';

import { json } from '../../../core/codecs/json.js';
import type { KvStore } from '../../../core/kv-store.js';
import { all, failure } from '../assertions.js';
import type { Subject } from '../subject.js';
import type { Topic } from '../topic.js';
import { assertExpiresIn, committed, entryOf, minute } from './support.js';

interface Point {
  readonly x: number;
}

/** By what way the same view is come by. */
const ways: readonly (readonly [string, (kv: KvStore) => KvStore<Point>])[] = [
  ['a namespace of a typed view', (kv) => kv.as(json<Point>()).namespace('nested').namespace('points')],
  ['a typed view of a namespace', (kv) => kv.namespace('nested').namespace('points').as(json<Point>())],
];

export const everyMethod: Topic = (subject, runner) => {
  for (const [name, open] of ways) {
    runner.describe(name, () => {
      runner.it('reads and writes one entry', async () => {
        const [kv, points] = [subject.kv, open(subject.kv)];
        const key = subject.key();
        assert.equal(await points.get(key), undefined);
        assert.equal((await failure(points.getOrThrow(key), 'NOT_FOUND')).key, key);
        await points.set(key, { x: 1 }, { ttl: minute });
        assert.deepEqual(await points.get(key), { x: 1 });
        assert.deepEqual(await points.getOrThrow(key), { x: 1 });
        assert.equal(await points.has(key), true);
        const entry = await entryOf(points, key);
        assert.deepEqual([entry.key, entry.value], [key, { x: 1 }]);
        assertExpiresIn(subject, entry, minute);
        assert.equal(await kv.get(`nested:points:${key}`), '{"x":1}');
        assert.equal(await kv.get(key), undefined);
        await points.delete(key);
        assert.equal(await points.has(key), false);
      });

      runner.it('reads and writes many', async () => {
        const points = open(subject.kv);
        const [first, second] = [subject.key(), subject.key()];
        await points.setMany([
          [first, { x: 1 }],
          [second, { x: 2 }],
        ]);
        assert.deepEqual(await points.getMany([second, first, 'none']), [{ x: 2 }, { x: 1 }, undefined]);
        assert.equal(await subject.kv.get(`nested:points:${second}`), '{"x":2}');
        await points.deleteMany([first, second]);
        assert.deepEqual(await points.getMany([first, second]), [undefined, undefined]);
      });

      runner.it('makes changes on conditions', async () => {
        const points = open(subject.kv);
        const key = subject.key();
        const first = committed(await points.create(key, { x: 1 }));
        assert.deepEqual(await points.create(key, { x: 0 }), { ok: false });
        const second = committed(await points.replaceIf(key, { x: 2 }, first));
        assert.deepEqual(await points.getEntry(key), { key, value: { x: 2 }, version: second });
        assert.equal(await points.deleteIf(key, first), false);
        assert.equal(await points.deleteIf(key, second), true);
        assert.equal(await subject.kv.has(`nested:points:${key}`), false);
      });

      runner.it('updates, touches, loads and takes', async () => {
        const points = open(subject.kv);
        const key = subject.key();
        assert.deepEqual(await points.getOrSet(key, () => ({ x: 1 })), { x: 1 });
        const next = await points.update(key, (point) => ({ x: (point?.x ?? 0) + 1 }));
        assert.deepEqual(next, { x: 2 });
        assert.equal(await points.touch(key, minute), true);
        assertExpiresIn(subject, await entryOf(points, key), minute);
        assert.equal(await subject.kv.get(`nested:points:${key}`), '{"x":2}');
        assert.deepEqual(await points.take(key), { x: 2 });
        assert.equal(await points.take(key), undefined);
      });

      runner.it('counts', async () => {
        const numbers = open(subject.kv).as(json<number>());
        const key = subject.key();
        assert.equal(await numbers.increment(key, 41), 41);
        assert.equal(await numbers.increment(key), 42);
        assert.equal(await numbers.get(key), 42);
        await numbers.set(key, 7);
        assert.equal(await numbers.increment(key, -8), -1);
        assert.equal(await subject.kv.get(`nested:points:${key}`), '-1');
      });

      runner.it('lists and clears what is in it, and nothing else', async () => {
        await assertLists(subject, open(subject.kv));
      });

      runner.it('has the name, the driver and the health of its store', async () => {
        const [kv, points] = [subject.kv, open(subject.kv)];
        assert.deepEqual([points.name, points.driver], [kv.name, kv.driver]);
        assert.equal((await points.healthCheck()).status, 'up');
      });
    });
  }
};

async function assertLists(subject: Subject, points: KvStore<Point>): Promise<void> {
  if (!subject.driver.list) {
    await failure(all(points.keys()), 'UNSUPPORTED');
    await failure(all(points.entries()), 'UNSUPPORTED');
    await failure(points.page(), 'UNSUPPORTED');
    await failure(points.clear(), 'UNSUPPORTED');
    return;
  }
  const [key, outside] = [subject.key(), subject.key()];
  const within = points.namespace(subject.key());
  await within.set(key, { x: 1 });
  await points.set(outside, { x: 2 });
  assert.deepEqual(await all(within.keys()), [key]);
  const { version } = await entryOf(within, key);
  assert.deepEqual(await all(within.entries({ prefix: 'key-' })), [{ key, value: { x: 1 }, version }]);
  const paged = [];
  for (let cursor: string | undefined; ;) {
    const page = await within.page({ limit: 1, ...(cursor !== undefined && { cursor }) });
    paged.push(...page.entries);
    cursor = page.cursor;
    if (cursor === undefined) break;
  }
  assert.deepEqual(paged, [{ key, value: { x: 1 }, version }]);
  assert.equal(await within.clear(), 1);
  assert.deepEqual(await within.get(key), undefined);
  assert.deepEqual(await points.get(outside), { x: 2 });
}

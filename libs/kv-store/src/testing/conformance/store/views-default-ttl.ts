import { strict as assert } from 'node:assert';
import { inspect } from 'node:util';

import { json } from '../../../core/codecs/json.js';
import type { KvNamespaceOptions, KvSetOptions, KvStore } from '../../../core/kv-store.js';
import { thrown } from '../assertions.js';
import type { Topic } from '../topic.js';
import { assertExpiresIn, committed, entryOf, minute, versionOf } from './support.js';

/** All that stores an entry. */
const writes: readonly (readonly [
  string,
  (kv: KvStore, key: string, options?: KvSetOptions) => Promise<unknown>,
])[] = [
  ['set', (kv, key, options) => kv.set(key, '1', options)],
  ['setMany', (kv, key, options) => kv.setMany([[key, '1']], options)],
  ['create', (kv, key, options) => kv.create(key, '1', options)],
  ['update', (kv, key, options) => kv.update(key, () => '1', options)],
  ['getOrSet', (kv, key, options) => kv.getOrSet(key, () => '1', options)],
  ['increment', (kv, key, options) => kv.increment(key, 1, options)],
  [
    'replaceIf',
    async (kv, key, options) => {
      const version = committed(await kv.create(key, '0', { ttl: null }));
      committed(await kv.replaceIf(key, '1', version, options));
    },
  ],
];

export const defaultTtls: Topic = (subject, runner) => {
  const within = (defaultTtl: number | null) => subject.kv.namespace('cache', { defaultTtl });

  runner.describe('a defaultTtl', () => {
    for (const [name, write] of writes) {
      runner.it(`is that of ${name} without a ttl`, async () => {
        const kv = within(minute);
        const [without, undefinedTtl, longer, never] = [
          subject.key(),
          subject.key(),
          subject.key(),
          subject.key(),
        ];
        await write(kv, without);
        await write(kv, undefinedTtl, { ttl: undefined });
        await write(kv, longer, { ttl: 2 * minute });
        await write(kv, never, { ttl: null });
        assertExpiresIn(subject, await entryOf(kv, without), minute);
        assertExpiresIn(subject, await entryOf(kv, undefinedTtl), minute);
        assertExpiresIn(subject, await entryOf(kv, longer), 2 * minute);
        assert.equal((await entryOf(kv, never)).expiresAt, undefined);
      });
    }

    runner.it('changes no expiry that is kept', async () => {
      const kv = within(minute);
      const key = subject.key();
      await kv.set(key, '1', { ttl: null });
      await kv.update(key, () => '2');
      await kv.increment(key);
      await kv.create(key, '0');
      await kv.getOrSet(key, () => '0');
      const entry = await entryOf(kv, key);
      assert.deepEqual([entry.value, entry.expiresAt], ['3', undefined]);
      assert.equal(await kv.touch(key, 2 * minute), true);
      assertExpiresIn(subject, await entryOf(kv, key), 2 * minute);
    });

    runner.it('is when entries expire', async () => {
      const kv = within(subject.moment);
      const [soon, never] = [subject.key(), subject.key()];
      await kv.set(soon, 'value');
      await kv.set(never, 'value', { ttl: null });
      await subject.pass(subject.moment);
      assert.deepEqual(await kv.getMany([soon, never]), [undefined, 'value']);
    });

    runner.it('holds in the namespaces inside, unless they have one, and in typed views', async () => {
      const kv = within(minute);
      const key = subject.key();
      const inside = kv.namespace('inside');
      const longer = kv.namespace('longer', { defaultTtl: 2 * minute });
      const never = kv.namespace('never', { defaultTtl: null });
      const unset = kv.namespace('unset', { defaultTtl: undefined });
      for (const store of [inside, longer, never, unset]) await store.set(key, 'value');
      assertExpiresIn(subject, await entryOf(inside, key), minute);
      assertExpiresIn(subject, await entryOf(longer, key), 2 * minute);
      assert.equal((await entryOf(never, key)).expiresAt, undefined);
      assertExpiresIn(subject, await entryOf(unset, key), minute);
      const typed = kv.as(json<number>());
      await typed.set(key, 1);
      assertExpiresIn(subject, await entryOf(typed, key), minute);
      const nested = typed.namespace('numbers');
      await nested.set(key, 1);
      assertExpiresIn(subject, await entryOf(nested, key), minute);
    });

    runner.it('holds for nobody else', async () => {
      const key = subject.key();
      within(minute);
      const again = subject.kv.namespace('cache');
      await again.set(key, 'value');
      assert.equal((await entryOf(again, key)).expiresAt, undefined);
      assert.ok(await versionOf(subject.kv, `cache:${key}`));
    });

    for (const options of [
      null,
      5,
      'cache',
      { defaultTtl: 0 },
      { defaultTtl: -1 },
      { defaultTtl: NaN },
      { ttl: 5 },
    ]) {
      runner.it(`is not ${inspect(options)}`, () => {
        const refused = () => subject.kv.namespace('cache', options as KvNamespaceOptions);
        assert.equal(thrown(refused, 'INVALID_ARGUMENT').operation, 'namespace');
        return Promise.resolve();
      });
    }
  });

  if (subject.suite.data === 'kept') return;
  runner.describe('the defaultTtl of a store', () => {
    runner.it('holds in its namespaces and views, unless they have one', async () => {
      const root = await subject.storeOn(await subject.suite.create(), { defaultTtl: minute });
      try {
        const key = subject.key();
        const [inside, never] = [root.namespace('inside'), root.namespace('never', { defaultTtl: null })];
        for (const kv of [root, inside, never]) {
          await kv.set(key, '1');
          const entry = await entryOf(kv, key);
          if (kv === never) assert.equal(entry.expiresAt, undefined);
          else assertExpiresIn(subject, entry, minute);
        }
        await root.set(key, '1', { ttl: null });
        assert.equal((await entryOf(root, key)).expiresAt, undefined);
      } finally {
        await root.close();
      }
    });
  });
};

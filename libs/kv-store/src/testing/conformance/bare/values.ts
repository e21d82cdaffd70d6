import { strict as assert } from 'node:assert';
import { inspect } from 'node:util';

import type { Topic } from '../topic.js';
import { awkwardKeys, awkwardValues } from '../store/material.js';
import { hexOf, put, readLive, recordOf, remove, textOf, textsUnder, valuesOf, write } from './support.js';

const awkwardBytes: readonly Uint8Array[] = [
  Uint8Array.of(),
  Uint8Array.of(0),
  // No UTF-8.
  Uint8Array.of(0xff, 0xfe, 0xc0, 0x80, 0xed, 0xa0, 0x80),
  Uint8Array.from({ length: 256 }, (_, index) => index),
  Uint8Array.from({ length: 250_000 }, (_, index) => index % 251),
];

export const values: Topic = (subject, runner) => {
  runner.describe('read and write', () => {
    runner.it('give one outcome for each key, in their order', async () => {
      const [first, missing, second, third] = [subject.key(), subject.key(), subject.key(), subject.key()];
      await write(subject, put(third, '3'), put(first, '1'), put(second, '2'));
      assert.deepEqual(await textsUnder(subject, second, missing, first, third), ['2', undefined, '1', '3']);
      assert.deepEqual(await textsUnder(subject, missing), [undefined]);
      assert.deepEqual(await textsUnder(subject, third), ['3']);
    });

    runner.it('put in place of what was there, and delete', async () => {
      const [kept, gone, missing] = [subject.key(), subject.key(), subject.key()];
      await write(subject, put(kept, 'before'), put(gone, 'value'));
      await write(subject, put(kept, 'after'), remove(gone), remove(missing));
      assert.deepEqual(await textsUnder(subject, kept, gone, missing), ['after', undefined, undefined]);
      await write(subject, remove(kept));
      assert.deepEqual(await textsUnder(subject, kept), [undefined]);
    });

    runner.it('may make the same changes again', async () => {
      const [stored, gone] = [subject.key(), subject.key()];
      await write(subject, put(gone, 'value'));
      for (let sent = 0; sent < 2; sent += 1) {
        await write(subject, put(stored, 'value'), remove(gone));
        assert.deepEqual(await textsUnder(subject, stored, gone), ['value', undefined]);
      }
    });

    runner.it('give the outcomes of calls side by side to who made them', async () => {
      const keys = Array.from({ length: 30 }, () => subject.key());
      await Promise.all(keys.map((key) => write(subject, put(key, `value of ${key}`))));
      const read = await Promise.all(keys.map((key) => textsUnder(subject, key)));
      assert.deepEqual(
        read.flat(),
        keys.map((key) => `value of ${key}`),
      );
    });

    runner.it('may be eventually consistent', async () => {
      const key = subject.key();
      await write(subject, put(key, 'value'));
      const call = subject.call({ consistency: 'eventual' });
      const [record] = await valuesOf(subject.driver.read([key], call), 1);
      // A read that may miss what was written just now may not make up anything.
      assert.ok(!record || textOf(record.value) === 'value');
    });
  });

  runner.describe('a record', () => {
    runner.it('has a value, a version and no expiry of its own', async () => {
      const key = subject.key();
      await write(subject, put(key, 'value'));
      const { value, version, expiresAt } = await recordOf(subject, key);
      assert.deepEqual([textOf(value), typeof version, expiresAt], ['value', 'string', undefined]);
      assert.notEqual(version, '');
    });

    for (const value of awkwardValues) {
      runner.it(`keeps the text ${inspect(value.slice(0, 30))} of ${value.length} characters`, async () => {
        const [key, swapped] = [subject.key(), subject.key()];
        await write(subject, put(key, value));
        await subject.driver.swap(put(swapped, value), undefined, subject.call());
        const texts = await textsUnder(subject, key, swapped);
        assert.ok(texts[0] === value, 'what was written is another text');
        assert.ok(texts[1] === value, 'what was swapped in is another text');
      });
    }

    for (const value of awkwardBytes) {
      runner.it(`keeps ${value.length} bytes`, async () => {
        const [key, swapped] = [subject.key(), subject.key()];
        await write(subject, put(key, value));
        await subject.driver.swap(put(swapped, value), undefined, subject.call());
        for (const record of await readLive(subject, [key, swapped])) {
          assert.ok(record && hexOf(record.value) === hexOf(value), 'what is stored is other bytes');
        }
      });
    }

    runner.it('is apart from those under every other key', async () => {
      await write(subject, ...awkwardKeys.map((key, index) => put(key, String(index))));
      const texts = await textsUnder(subject, ...awkwardKeys);
      assert.deepEqual(
        texts,
        awkwardKeys.map((_, index) => String(index)),
      );
      for (const [index, key] of awkwardKeys.entries()) {
        assert.deepEqual(await textsUnder(subject, key), [String(index)]);
      }
      await write(subject, ...awkwardKeys.map(remove));
      assert.deepEqual(
        await textsUnder(subject, ...awkwardKeys),
        awkwardKeys.map(() => undefined),
      );
    });
  });
};

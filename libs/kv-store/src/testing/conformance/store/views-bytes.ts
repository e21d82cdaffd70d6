import { strict as assert } from 'node:assert';

import { bytes } from '../../../core/codecs/bytes.js';
import type { KvCodec } from '../../../core/codecs/kv-codec.js';
import { text } from '../../../core/codecs/text.js';
import { KvBatchError } from '../../../core/kv-error.js';
import { failure, thrown } from '../assertions.js';
import type { Topic } from '../topic.js';
import { awkwardValues } from './material.js';
import { assertUntouched, committed, entryOf, minute, times } from './support.js';

/** Bytes that are no text. */
const noText = Uint8Array.of(0xff, 0xfe, 0x00, 0x80);

const upperCase: KvCodec<string> = {
  kind: 'text',
  encode(value) {
    if (value === 'refused') throw new Error('a codec of its own opinion');
    return value.toLowerCase();
  },
  decode(stored) {
    if (stored === 'unreadable') throw new Error('a codec of its own opinion');
    return stored.toUpperCase();
  },
};

function assertBytes(actual: Uint8Array | undefined, expected: Uint8Array): void {
  assert.ok(actual instanceof Uint8Array, 'there should be bytes');
  assert.ok(Buffer.compare(actual, expected) === 0, 'the bytes are others');
}

export const bytesViews: Topic = (subject, runner) => {
  runner.describe('values as bytes', () => {
    const cases: [string, Uint8Array][] = [
      ['none', new Uint8Array(0)],
      ['a zero', Uint8Array.of(0)],
      ['each of the 256', Uint8Array.from(times(256, (index) => index))],
      ['what is no UTF-8', noText],
      ['a byte order mark', Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)],
      ['digits', Buffer.from('456')],
      ['250 KB', Uint8Array.from(times(250_000, (index) => (index * 31) % 251))],
    ];
    for (const [name, value] of cases) {
      runner.it(`come back as they were: ${name}`, async () => {
        const kv = subject.kv.as(bytes);
        const [key, created] = [subject.key(), subject.key()];
        await kv.set(key, value);
        assertBytes(await kv.get(key), value);
        await kv.setMany([[key, value]]);
        const [many] = await kv.getMany([key]);
        assertBytes(many, value);
        const version = committed(await kv.create(created, Uint8Array.of(1)));
        committed(await kv.replaceIf(created, value, version));
        assertBytes((await entryOf(kv, created)).value, value);
        await kv.touch(created, minute);
        assertBytes(await kv.get(created), value);
        assertBytes(await kv.take(key), value);
        assert.equal(await kv.has(key), false);
      });
    }

    runner.it('are the UTF-8 of the text, and the text that of the bytes', async () => {
      const asText = subject.kv.as(text);
      const asBytes = subject.kv.as(bytes);
      const check = async (value: string) => {
        const [written, encoded] = [subject.key(), subject.key()];
        await asText.set(written, value);
        assertBytes(await asBytes.get(written), Buffer.from(value));
        await asBytes.set(encoded, Buffer.from(value));
        assert.ok((await asText.get(encoded)) === value, 'the text is another');
        assert.ok((await subject.kv.getEntry(encoded))?.value === value, 'the text is another');
      };
      await Promise.all(awkwardValues.map(check));
    });

    runner.it('are updated in turns with the text', async () => {
      const { kv } = subject;
      const key = subject.key();
      await kv.set(key, 'é', { ttl: minute });
      const added = await kv
        .as(bytes)
        .update(key, (current) => Buffer.concat([current ?? noText, Buffer.from('!')]));
      assertBytes(added, Buffer.from('é!'));
      assert.equal(await kv.update(key, (current) => `${current ?? ''}?`), 'é!?');
      const entry = await entryOf(kv.as(bytes), key);
      assertBytes(entry.value, Buffer.from('é!?'));
      assert.ok(entry.expiresAt !== undefined);
    });

    runner.it('that are no text are CORRUPT as text, and stay', async () => {
      const { kv } = subject;
      const [key, other] = [subject.key(), subject.key()];
      await kv.as(bytes).set(key, noText);
      await kv.set(other, 'text');
      await assertUntouched(kv.as(bytes), key, async () => {
        assert.equal((await failure(kv.get(key), 'CORRUPT')).key, key);
        await failure(
          kv.update(key, () => 'changed'),
          'CORRUPT',
        );
        const error = await failure(kv.getMany([other, key]), 'CORRUPT');
        assert.ok(error instanceof KvBatchError);
        assert.deepEqual(
          error.failures.map((one) => one.key),
          [key],
        );
        await failure(kv.increment(key), 'INVALID_ARGUMENT');
      });
      await failure(kv.take(key), 'CORRUPT');
      assertBytes(await kv.as(bytes).get(key), noText);
    });

    runner.it('are separate for each caller', async () => {
      const kv = subject.kv.as(bytes);
      const key = subject.key();
      const given = Uint8Array.of(1, 2, 3);
      const stored = kv.set(key, given);
      given.fill(0);
      await stored;
      const [first, second] = await Promise.all([kv.get(key), kv.get(key)]);
      assertBytes(first, Uint8Array.of(1, 2, 3));
      first?.fill(9);
      assertBytes(second, Uint8Array.of(1, 2, 3));
      assertBytes(await kv.get(key), Uint8Array.of(1, 2, 3));
    });
  });

  runner.describe('values by a codec of your own', () => {
    runner.it('are encoded and decoded by it', async () => {
      const kv = subject.kv.as(upperCase);
      const key = subject.key();
      await kv.set(key, 'VALUE');
      assert.equal(await subject.kv.get(key), 'value');
      assert.equal(await kv.get(key), 'VALUE');
    });

    runner.it('are INVALID_ARGUMENT or CORRUPT where it throws', async () => {
      const kv = subject.kv.as(upperCase);
      const key = subject.key();
      await failure(kv.set(key, 'refused'), 'INVALID_ARGUMENT');
      assert.equal(await kv.has(key), false);
      await subject.kv.set(key, 'unreadable');
      await failure(kv.get(key), 'CORRUPT');
      await failure(kv.take(key), 'CORRUPT');
      assert.equal(await subject.kv.get(key), 'unreadable');
    });

    runner.it('need one that is a codec', () => {
      const { kv } = subject;
      for (const codec of [undefined, null, 'json', {}, { kind: 'text' }, { ...upperCase, kind: 'number' }]) {
        const error = thrown(() => kv.as(codec as unknown as KvCodec<string>), 'INVALID_ARGUMENT');
        assert.equal(error.operation, 'as');
      }
      return Promise.resolve();
    });
  });
};

import { strict as assert } from 'node:assert';

import type { Subject } from '../subject.js';
import type { Topic } from '../topic.js';
import { put, textOf, textsUnder, valuesOf, write } from './support.js';

const kilobyte = 1_024;

export const lifecycle: Topic = (subject, runner) => {
  runner.describe('a driver', () => {
    runner.it('has a name', () => {
      const { name } = subject.driver;
      assert.ok(typeof name === 'string' && name !== '');
      return Promise.resolve();
    });

    runner.it('has limits, which are not below those that every driver has', () => {
      const { keyBytes, entryBytes } = subject.driver.limits;
      assert.ok(Number.isFinite(keyBytes) && keyBytes >= kilobyte, `keys of ${keyBytes} bytes`);
      // Such a key, with a value of 256 KB.
      assert.ok(
        Number.isFinite(entryBytes) && entryBytes >= 257 * kilobyte,
        `entries of ${entryBytes} bytes`,
      );
      return Promise.resolve();
    });

    runner.it('has plain details', () => {
      assertPlain(subject.driver.details);
      return Promise.resolve();
    });

    runner.it('says plainly which back end it is, if it does, and the same twice', () => {
      const { backEnd } = subject.driver;
      assert.equal(subject.driver.backEnd, backEnd);
      if (!backEnd) return Promise.resolve();
      assertPlain({ ...backEnd });
      assert.notEqual(backEnd.system, '');
      return Promise.resolve();
    });

    runner.it('has coalescing that is whole numbers, if any', () => {
      const { coalescing } = subject.driver;
      const { reads, writes, inFlight } = coalescing ?? { reads: 1, writes: 1, inFlight: 1 };
      for (const count of [reads, writes, inFlight]) {
        assert.ok(Number.isSafeInteger(count) && count >= 1, `${count} is none`);
      }
      return Promise.resolve();
    });

    runner.it('answers ping with plain details', async () => {
      assertPlain(await subject.driver.ping(subject.call()));
    });
  });

  const { data } = subject.suite;
  const seen = data === 'lost' ? 'none' : 'all';
  runner.describe('the next driver', () => {
    runner.it(`sees ${seen} of what was there when the one before it was closed`, async () => {
      const [written, swapped] = [subject.key(), subject.key()];
      await write(subject, put(written, 'written'));
      const version = await subject.driver.swap(put(swapped, 'swapped'), undefined, subject.call());
      await renew(subject);
      if (data === 'lost') {
        assert.deepEqual(await textsUnder(subject, written, swapped), [undefined, undefined]);
        return;
      }
      assert.deepEqual(await textsUnder(subject, written, swapped), ['written', 'swapped']);
      assert.ok(await subject.driver.swap(put(swapped, 'again'), version, subject.call()));
    });

    runner.it('gives no version that the one before it gave for another value', async () => {
      const key = subject.key();
      const before = await subject.driver.swap(put(key, 'before'), undefined, subject.call());
      await renew(subject);
      await write(subject, put(key, 'after'));
      assert.equal(await subject.driver.swap(put(key, 'late'), before, subject.call()), undefined);
      assert.deepEqual(await textsUnder(subject, key), ['after']);
    });
  });

  if (data !== 'shared') return;
  runner.describe('two drivers', () => {
    runner.it('see what the other does at once', async () => {
      const other = await subject.suite.create();
      await other.open(subject.call());
      try {
        const key = subject.key();
        const readThere = async () => {
          const [record] = await valuesOf(other.read([key], subject.call()), 1);
          return record && { text: textOf(record.value), version: record.version };
        };
        for (const value of ['one', 'two', 'three']) {
          await write(subject, put(key, value));
          const found = await readThere();
          assert.equal(found?.text, value);
          const version = await other.swap(put(key, `${value}, there`), found.version, subject.call());
          assert.ok(version, 'the version of one should be that of the other');
          assert.deepEqual(await textsUnder(subject, key), [`${value}, there`]);
          assert.equal(await subject.driver.swap(put(key, 'late'), found.version, subject.call()), undefined);
        }
        await write(subject, { type: 'delete', key });
        assert.equal(await readThere(), undefined);
      } finally {
        await other.close();
      }
    });
  });
};

/** Closes the driver and opens the next: both at once is more than every suite can. */
async function renew(subject: Subject): Promise<void> {
  await subject.close();
  await subject.open();
}

function assertPlain(details: object): void {
  for (const [name, value] of Object.entries(details)) {
    assert.ok(['string', 'number', 'boolean'].includes(typeof value), `'${name}' is not plain`);
  }
}

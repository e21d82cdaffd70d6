import fc from 'fast-check';
import { createKvStore, type KvDriver, type KvStore } from 'nestjs-kv-store';
import { createTestClock } from 'nestjs-kv-store/testing';

import { createMemoryDriver } from '../../libs/kv-store/src/drivers/memory/memory.driver.js';
import {
  expectToFollowTheModel,
  runsOf,
  sequences,
  timeFor,
} from '../../libs/kv-store/src/testing/model/index.js';
import { BoundedModel, type Bounds } from './bounded-model.js';
import { type Operation, operations, outcomeOf } from './bounded-operations.js';
import { swapOnly } from './drivers.js';
import { bytes, followOn } from './world.js';

const runs = runsOf(300);

describe.each([
  ["driver 'memory'", createMemoryDriver],
  ['a driver of your own that can only swap', () => swapOnly()],
  ['a driver of your own whose calls travel together', () => swapOnly({ reads: 10, writes: 5, inFlight: 3 })],
])('%s', (_, create) => {
  it.each(['one by one', 'side by side'] as const)(
    'does what the model does, %s',
    async (pace) => {
      await expectToFollowTheModel(sequences(60, { others: bytes }), runs, (sequence) =>
        followOn(create(), sequence, pace),
      );
    },
    timeFor(runs),
  );
});

describe.each(['refuse', 'evict-least-recently-used'] as const)(
  "driver 'memory' with bounds, %s",
  (whenFull) => {
    const maxEntries = fc.integer({ min: 1, max: 5 });
    const maxBytes = fc.integer({ min: 3, max: 40 });
    const bounds: fc.Arbitrary<Bounds> = fc.oneof(
      fc.record({ maxEntries }),
      fc.record({ maxBytes }),
      fc.record({ maxEntries, maxBytes }),
    );

    it(
      'does what the model does, and counts what there is',
      async () => {
        const property = fc.asyncProperty(bounds, operations, (some, sequence) =>
          followWithin({ ...some, whenFull }, sequence),
        );
        await fc.assert(property, { numRuns: runsOf(1_000) });
      },
      timeFor(runsOf(1_000)),
    );
  },
);

async function followWithin(bounds: Bounds, sequence: readonly Operation[]): Promise<void> {
  const clock = createTestClock(1_000);
  const driver = createMemoryDriver(bounds);
  const model = new BoundedModel(bounds, () => clock.now());
  await using kv = await createKvStore({ driver, clock });
  for (const operation of sequence) {
    const came = await outcomeOf(() => operation.make(kv, clock));
    expect(came).toEqual(await outcomeOf(() => operation.follow(model)));
    // After each, since a wrong order would show only in what goes next; lists are no use.
    expect(await entriesOf(kv)).toEqual(
      model.entries.toSorted(byKey).map(({ key, value, expiresAt }) => ({ key, value, expiresAt })),
    );
    await expectCounted(driver, bounds, model.evicted, () => clock.now());
  }
}

const byKey = (one: { key: string }, other: { key: string }) => (one.key < other.key ? -1 : 1);

async function entriesOf(kv: KvStore): Promise<object[]> {
  const entries = [];
  for await (const { key, value, expiresAt } of kv.entries()) entries.push({ key, value, expiresAt });
  return entries.sort(byKey);
}

/** What the driver says of itself is what a recount says, also of what has expired and is still there. */
async function expectCounted(
  driver: KvDriver,
  { maxEntries, maxBytes, whenFull }: Bounds,
  evicted: number,
  now: () => number,
): Promise<void> {
  const call = { consistency: 'strong' as const, now, notice: () => undefined };
  const page = await driver.list?.({ prefix: '', limit: 1_000, keysOnly: false }, call);
  const records = page?.records ?? [];
  const bytesThere = records.reduce(
    (sum, { key, value }) => sum + Buffer.byteLength(key) + Buffer.byteLength(value),
    0,
  );
  expect(await driver.ping(call)).toEqual({
    entries: records.length,
    ...(maxEntries !== undefined && { maxEntries }),
    ...(maxBytes !== undefined && { bytes: bytesThere, maxBytes }),
    ...(whenFull === 'evict-least-recently-used' && { evicted }),
  });
  expect(records.length).toBeLessThanOrEqual(maxEntries ?? Infinity);
  expect(bytesThere).toBeLessThanOrEqual(maxBytes ?? Infinity);
}

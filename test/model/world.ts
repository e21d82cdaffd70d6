import fc from 'fast-check';
import { createKvStore, type KvDriver } from 'nestjs-kv-store';
import { createTestClock } from 'nestjs-kv-store/testing';

import {
  follow,
  foreignPut,
  Model,
  type OtherProgram,
  type Others,
  type Pace,
  type Sequence,
  value,
} from '../../libs/kv-store/src/testing/model/index.js';
import { put } from './drivers.js';

/** Follows a sequence on a new store. */
export async function followOn(driver: KvDriver, sequence: Sequence, pace: Pace): Promise<void> {
  const clock = createTestClock();
  const now = () => clock.now();
  await using kv = await createKvStore({ driver, clock });
  const others: OtherProgram = {
    async put(key, { value: text, form, ttl }) {
      const bytes = form === 'not UTF-8' ? Buffer.from([0xff]) : Buffer.from(text);
      const call = { consistency: 'strong' as const, now, notice: () => undefined };
      const expiresAt = ttl === undefined ? undefined : ttl * 1_000;
      await put(driver, { key, value: bytes, expiresAt }, call);
    },
  };
  await follow(sequence, { kv, clock, others, model: new Model(now) }, pace);
}

/** Bytes where the store writes text. */
export const bytes: Others = (key) =>
  fc
    .tuple(
      key,
      fc.record({ form: fc.constantFrom('bytes', 'not UTF-8'), value }),
      fc.constantFrom({}, { ttl: 1 }, { ttl: 3_600 }),
    )
    .map(([at, item, ttl]) => foreignPut(at, { ...item, ...ttl }));

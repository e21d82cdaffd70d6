import fc from 'fast-check';
import { KvBatchError, KvError, type KvStore } from 'nestjs-kv-store';
import type { KvTestClock } from 'nestjs-kv-store/testing';

import { type BoundedModel, Refusal } from './bounded-model.js';

/** One call, on the store and on its model. */
export interface Operation {
  make(kv: KvStore, clock: KvTestClock): Promise<unknown>;
  follow(model: BoundedModel): unknown;
}

function operation(title: string, make: Operation['make'], follow: Operation['follow']): Operation {
  return Object.assign({ make, follow }, { [fc.toStringMethod]: () => title });
}

const key = fc.constantFrom('a', 'b', 'c', 'd', 'é', 'longer');
// Some that no bound has room for, and some that are counts.
const value = fc.constantFrom('', '9', '99', 'é', 'text', '😀😀', 'x'.repeat(12), 'x'.repeat(40));
const ttl = fc.constantFrom(undefined, 3, 3, 10, 40);
const withTtl = (lasts: number | undefined) => (lasts === undefined ? {} : { ttl: lasts });

const put = fc.tuple(key, value, ttl).map(([at, text, lasts]) =>
  operation(
    `set(${at}, ${text}, ${lasts})`,
    (kv) => kv.set(at, text, withTtl(lasts)),
    (model) => {
      model.put(at, text, model.expiresAfter(lasts));
    },
  ),
);

const create = fc.tuple(key, value, ttl).map(([at, text, lasts]) =>
  operation(
    `create(${at}, ${text}, ${lasts})`,
    async (kv) => (await kv.create(at, text, withTtl(lasts))).ok,
    (model) => {
      const expiresAt = model.expiresAfter(lasts);
      model.checkSize({ key: at, value: text, expiresAt });
      if (model.use(at)) return false;
      model.put(at, text, expiresAt);
      return true;
    },
  ),
);

const replaceIf = fc.tuple(key, value, ttl, fc.boolean()).map(([at, text, lasts, isRight]) =>
  operation(
    `replaceIf(${at}, ${text}, ${isRight ? 'its version' : 'another'}, ${lasts})`,
    async (kv) => {
      const entry = await kv.getEntry(at);
      const version = isRight && entry ? entry.version : 'another';
      return (await kv.replaceIf(at, text, version, withTtl(lasts))).ok;
    },
    (model) => {
      const entry = model.use(at);
      const expiresAt = model.expiresAfter(lasts);
      model.checkSize({ key: at, value: text, expiresAt });
      if (!entry || !isRight) return false;
      model.put(at, text, expiresAt);
      return true;
    },
  ),
);

const update = key.map((at) =>
  operation(
    `update(${at})`,
    (kv) => kv.update(at, (current = '') => `${current}+`),
    (model) => {
      const { value: current = '', expiresAt } = model.use(at) ?? {};
      model.put(at, `${current}+`, expiresAt);
      return `${current}+`;
    },
  ),
);

const increment = fc.tuple(key, ttl).map(([at, lasts]) =>
  operation(
    `increment(${at}, ${lasts})`,
    (kv) => kv.increment(at, 1, withTtl(lasts)),
    (model) => {
      const entry = model.use(at);
      if (entry && !/^\d+$/.test(entry.value)) throw new Refusal('INVALID_ARGUMENT');
      const sum = Number(entry?.value ?? 0) + 1;
      model.put(at, String(sum), entry ? entry.expiresAt : model.expiresAfter(lasts));
      return sum;
    },
  ),
);

const touch = fc.tuple(key, ttl).map(([at, lasts]) =>
  operation(
    `touch(${at}, ${lasts})`,
    (kv) => kv.touch(at, lasts ?? null),
    (model) => {
      const entry = model.use(at);
      // It has the same size, so there is room.
      if (entry) model.put(at, entry.value, model.expiresAfter(lasts));
      return entry !== undefined;
    },
  ),
);

const take = key.map((at) =>
  operation(
    `take(${at})`,
    (kv) => kv.take(at),
    (model) => {
      const entry = model.use(at);
      model.delete(at);
      return entry?.value;
    },
  ),
);

const remove = key.map((at) =>
  operation(
    `delete(${at})`,
    (kv) => kv.delete(at),
    (model) => {
      model.delete(at);
    },
  ),
);

const getMany = fc.uniqueArray(key, { minLength: 1, maxLength: 4 }).map((keys) =>
  operation(
    `getMany(${keys.join()})`,
    (kv) => kv.getMany(keys),
    (model) => keys.map((at) => model.use(at)?.value),
  ),
);

const setMany = fc.array(fc.tuple(key, value), { maxLength: 5 }).map((entries) =>
  operation(
    `setMany(${entries.join(' ')})`,
    async (kv) => {
      try {
        await kv.setMany(entries);
        return [];
      } catch (error) {
        if (!(error instanceof KvBatchError)) throw error;
        return error.failures.map((failure) => `${failure.code} ${failure.key}`);
      }
    },
    (model) => {
      const given = entries.map(([at, text]) => ({ key: at, value: text, expiresAt: undefined }));
      for (const entry of given) model.checkSize(entry);
      const distinct = [...new Map(given.map((entry) => [entry.key, entry])).values()];
      return distinct.flatMap((entry) => {
        const code = codeOf(() => {
          model.put(entry.key, entry.value, undefined);
        });
        return code ? [`${code} ${entry.key}`] : [];
      });
    },
  ),
);

const wait = fc.constantFrom(1, 3, 3, 10, 40).map((time) =>
  operation(
    `wait(${time})`,
    (_, clock) => {
      clock.advance(time);
      return Promise.resolve();
    },
    () => undefined,
  ),
);

export const operations = fc.array(
  fc.oneof(
    { arbitrary: put, weight: 4 },
    { arbitrary: getMany, weight: 3 },
    { arbitrary: wait, weight: 2 },
    ...[create, replaceIf, update, increment, touch, take, remove, setMany].map((arbitrary) => ({
      arbitrary,
      weight: 1,
    })),
  ),
  { minLength: 1, maxLength: 60 },
);

function codeOf(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

/** What a call gives, or the code of its error. */
export async function outcomeOf(call: () => unknown): Promise<unknown> {
  try {
    return { gave: await call() };
  } catch (error) {
    if (error instanceof Refusal || error instanceof KvError) return { failed: error.code };
    throw error;
  }
}

import type { KvStore } from '../../core/kv-store.js';

import { type Command, expiryAt, physical, type Place, print, storeAt, withTtl } from './command.js';
import type { Model } from './model.js';
import { type Came, refuse } from './outcomes.js';

/** One of the versions seen of a key, or a text that never was one. */
export type VersionChoice = { readonly of: string; readonly before: number } | { readonly text: string };

function versionOf(choice: VersionChoice, model: Model): string {
  return 'text' in choice ? choice.text : (model.versionSeen(choice.of, choice.before) ?? 'never-seen');
}

/** What the model needs to know of a call, besides its arguments. */
interface Called {
  readonly key: string;
  /** When it began. */
  readonly now: number;
  readonly came: Came;
}

/** A call that changes one entry. */
function change(
  name: string,
  { place, args }: { place: Place; args: readonly unknown[] },
  call: (store: KvStore) => Promise<unknown>,
  judge: (model: Model, called: Called) => unknown,
): Command {
  const key = physical(place);
  return {
    keys: [key],
    order: 'change',
    begin: (world) => {
      const now = world.clock.now();
      return {
        answer: call(storeAt(world, place)),
        judge: (came) => judge(world.model, { key, now, came }),
      };
    },
    toString: () => `${name} ${key} ${print(...args)}`,
  };
}

export const create = (place: Place, value: string, ttl?: number): Command =>
  change(
    'create',
    { place, args: [value, ttl] },
    (store) => store.create(place.key, value, withTtl(ttl)),
    (model, { key, now, came }) => model.create(key, value, expiryAt(now, ttl), came),
  );

export const take = (place: Place): Command =>
  change(
    'take',
    { place, args: [] },
    (store) => store.take(place.key),
    (model, { key }) => model.take(key),
  );

export const touch = (place: Place, ttl: number | null): Command =>
  change(
    'touch',
    { place, args: [ttl] },
    (store) => store.touch(place.key, ttl),
    (model, { key, now }) => model.touch(key, expiryAt(now, ttl)),
  );

export const increment = (place: Place, by: number | undefined, ttl?: number): Command =>
  change(
    'increment',
    { place, args: [by, ttl] },
    (store) => store.increment(place.key, by, withTtl(ttl)),
    (model, { key, now }) => model.increment(key, by ?? 1, expiryAt(now, ttl)),
  );

/** The same on condition of a version, which is chosen when the call begins. */
function changeIf(
  name: string,
  { place, choice, args }: { place: Place; choice: VersionChoice; args: readonly unknown[] },
  call: (store: KvStore, version: string) => Promise<unknown>,
  judge: (model: Model, version: string, called: Called) => unknown,
): Command {
  const conditional = (version: string) =>
    change(
      name,
      { place, args: [choice, ...args] },
      (store) => call(store, version),
      (model, called) => (version === '' ? refuse('INVALID_ARGUMENT') : judge(model, version, called)),
    );
  return {
    ...conditional(''),
    begin: (world) => conditional(versionOf(choice, world.model)).begin(world),
  };
}

export const replaceIf = (place: Place, value: string, choice: VersionChoice, ttl?: number): Command =>
  changeIf(
    'replaceIf',
    { place, choice, args: [value, ttl] },
    (store, version) => store.replaceIf(place.key, value, version, withTtl(ttl)),
    (model, version, { key, now, came }) => model.replaceIf(key, value, version, expiryAt(now, ttl), came),
  );

export const deleteIf = (place: Place, choice: VersionChoice): Command =>
  changeIf(
    'deleteIf',
    { place, choice, args: [] },
    (store, version) => store.deleteIf(place.key, version),
    (model, version, { key, came }) => model.deleteIf(key, version, came),
  );

import fc from 'fast-check';

import { type Callback, getOrSet, update } from './callbacks.js';
import * as calls from './calls.js';
import * as changes from './changes.js';
import { type Command, physical, type Place } from './command.js';
import * as lists from './lists.js';
import { advance, advanceToExpiry } from './time.js';

/** Few keys, so that calls meet, and some of them under two names. */
const folders = [
  { path: [], names: ['a', 'b', 'n:a', 'n:m:a', 'ü/😀'] },
  { path: ['n'], names: ['a', 'm:a'] },
  { path: ['n', 'm'], names: ['a'] },
] as const;
export const keys: readonly string[] = folders[0].names;

/** Texts that something could take for something else. */
const texts = ['', 'a', '0', 'null', 'undefined', '{"a":1}', 'ä€😀\u0000', ' 5', '😀'.repeat(2_000)];
const counts = ['5', '-7', '05', '-0', '1e3', '+1', '9007199254740991', '-9007199254740990'];
export const value = fc.constantFrom(...texts, ...counts, '9007199254740993');

const most = Number.MAX_SAFE_INTEGER;
const amount = fc.constantFrom(undefined, 1, -1, 0, -0, 7, most, -most, 1 - most, 2 ** 52);
const hour = 3_600_000;
const anyTtl = fc.constantFrom(undefined, undefined, 1, 0.5, 10, 1_000, 1_500, hour);

const callback: fc.Arbitrary<Callback> = fc.record({
  does: fc.constantFrom('give', 'append', 'keep', 'remove', 'throw'),
  value,
  later: fc.boolean(),
  takes: fc.constantFrom(0, 0, 0, 0, 1, 1_000),
});

/** The kinds of commands on some of the keys. */
function commandsOn(
  chosen: readonly string[],
  { timed = true, lists: listed = true }: SequenceOptions,
): Record<string, fc.Arbitrary<Command>> {
  const ttl = timed ? anyTtl : fc.constant(undefined);
  const key = fc.constantFrom(...chosen);
  const reachable = folders
    .map(({ path, names }) => ({
      path,
      names: names.filter((name) => chosen.includes(physical({ folders: path, key: name }))),
    }))
    .filter(({ names }) => names.length > 0);
  const place: fc.Arbitrary<Place> = fc.constantFrom(
    ...reachable.flatMap(({ path, names }) => names.map((name) => ({ folders: path, key: name }))),
  );
  const several = <E>(element: (name: fc.Arbitrary<string>) => fc.Arbitrary<E>) =>
    fc
      .constantFrom(...reachable)
      .chain(({ path, names }) =>
        fc.tuple(fc.constant(path), fc.array(element(fc.constantFrom(...names)), { maxLength: 7 })),
      );
  const names = several((name) => name);
  const entries = several((name) => fc.tuple(name, value));
  const versioned = place.chain((at) => fc.tuple(fc.constant(at), versionFor(physical(at), key)));

  const range = fc.tuple(
    fc.constantFrom(...reachable.map(({ path }) => path)),
    fc.constantFrom('', '', 'a', 'n', 'n:', 'm:', 'ü', 'x'),
  );

  return {
    read: fc
      .tuple(fc.constantFrom('get', 'getOrThrow', 'has', 'getEntry'), place)
      .map((args) => calls.read(...args)),
    getMany: names.map((args) => calls.getMany(...args)),
    set: fc.tuple(place, value, ttl).map((args) => calls.set(...args)),
    setMany: fc.tuple(entries, ttl).map(([[path, some], lasts]) => calls.setMany(path, some, lasts)),
    delete: place.map(calls.remove),
    deleteMany: names.map((args) => calls.deleteMany(...args)),
    create: fc.tuple(place, value, ttl).map((args) => changes.create(...args)),
    replaceIf: fc
      .tuple(versioned, value, ttl)
      .map(([[at, version], text, lasts]) => changes.replaceIf(at, text, version, lasts)),
    deleteIf: versioned.map((args) => changes.deleteIf(...args)),
    update: fc.tuple(place, callback, ttl).map((args) => update(...args)),
    getOrSet: fc.tuple(place, callback, ttl).map((args) => getOrSet(...args)),
    take: place.map(changes.take),
    increment: fc.tuple(place, amount, ttl).map((args) => changes.increment(...args)),
    touch: fc
      .tuple(place, timed ? fc.constantFrom(null, 1, 0.5, 1_000, hour) : fc.constant(null))
      .map((args) => changes.touch(...args)),
    ...(timed && {
      time: fc.oneof(
        fc.constantFrom(1, 0.5, 5, 400, 999, 1_000, hour, 5 * hour).map(advance),
        fc.tuple(key, fc.constantFrom(0, -1, 1, -0.5)).map((args) => advanceToExpiry(...args)),
      ),
    }),
    ...(listed && {
      list: fc
        .tuple(fc.constantFrom('keys', 'entries', 'page'), range)
        .map(([kind, args]) => lists.list(kind, ...args)),
      clear: range.map((args) => lists.clear(...args)),
    }),
  };
}

/** Mostly the one seen last of the very key. */
function versionFor(own: string, any: fc.Arbitrary<string>): fc.Arbitrary<changes.VersionChoice> {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constant({ of: own, before: 0 }) },
    { weight: 1, arbitrary: fc.constantFrom(1, 2).map((before) => ({ of: own, before })) },
    { weight: 1, arbitrary: any.map((of) => ({ of, before: 0 })) },
    { weight: 1, arbitrary: fc.constantFrom('rubbish', '', 'value:', '0').map((text) => ({ text })) },
  );
}

export interface Sequence {
  readonly commands: readonly Command[];
  /** Whether every entry is looked at after each command that is about it: what nobody has seen may differ, too. */
  readonly watched: boolean;
}

/** What other programs do with some of the keys. */
export type Others = (key: fc.Arbitrary<string>) => fc.Arbitrary<Command>;

export interface SequenceOptions {
  readonly others?: Others;
  /** Whether entries expire, by a clock that the sequence moves. Default: `true`. */
  readonly timed?: boolean;
  /** Whether the driver can list. Default: `true`. */
  readonly lists?: boolean;
}

/** Each is of some kinds on some keys: what makes one difference seen hides in a mixture of all. */
export function sequences(maxLength: number, options: SequenceOptions = {}): fc.Arbitrary<Sequence> {
  const { others } = options;
  const kinds = Object.keys(commandsOn(keys, options));
  const chosen = fc.tuple(
    fc.subarray([...keys], { minLength: 1 }),
    fc.subarray([...kinds, ...(others ? ['others', 'others'] : [])], { minLength: 3 }),
  );
  return chosen.chain(([some, of]) => {
    const commands: Record<string, fc.Arbitrary<Command>> = {
      ...commandsOn(some, options),
      ...(others && { others: others(fc.constantFrom(...some)) }),
    };
    const command = fc.oneof(...of.map((kind) => commands[kind] ?? fc.constant(advance(0))));
    return fc.record({
      commands: fc.array(command, { maxLength, size: 'max' }),
      watched: fc.constantFrom(false, true, true),
    });
  });
}

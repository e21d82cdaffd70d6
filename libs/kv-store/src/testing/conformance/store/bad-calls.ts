import type { KvCallOptions, KvStore } from '../../../core/kv-store.js';

type Call = () => Promise<unknown>;

/** All that takes a key, by the name of the operation. */
export const callsWithKey: readonly (readonly [string, (kv: KvStore, key: string) => Promise<unknown>])[] = [
  ['get', (kv, key) => kv.get(key)],
  ['getOrThrow', (kv, key) => kv.getOrThrow(key)],
  ['getEntry', (kv, key) => kv.getEntry(key)],
  ['getMany', (kv, key) => kv.getMany([key])],
  ['has', (kv, key) => kv.has(key)],
  ['getOrSet', (kv, key) => kv.getOrSet(key, () => 'value')],
  ['set', (kv, key) => kv.set(key, 'value')],
  ['setMany', (kv, key) => kv.setMany([[key, 'value']])],
  ['delete', (kv, key) => kv.delete(key)],
  ['deleteMany', (kv, key) => kv.deleteMany([key])],
  ['create', (kv, key) => kv.create(key, 'value')],
  ['replaceIf', (kv, key) => kv.replaceIf(key, 'value', '1')],
  ['deleteIf', (kv, key) => kv.deleteIf(key, '1')],
  ['update', (kv, key) => kv.update(key, () => 'value')],
  ['take', (kv, key) => kv.take(key)],
  ['increment', (kv, key) => kv.increment(key)],
  ['touch', (kv, key) => kv.touch(key, null)],
];

/** All that stores a value. Of `getOrSet` and `update` some values mean something else, or are not asked for. */
export function callsWithValue<T>(kv: KvStore<T>, key: string, value: T): readonly Call[] {
  const calls: Call[] = [
    () => kv.set(key, value),
    () => kv.setMany([[key, value]]),
    () => kv.create(key, value),
    () => kv.replaceIf(key, value, '1'),
  ];
  // What update is given for no value is a removal.
  if (value !== undefined) calls.push(() => kv.update(key, () => value));
  return calls;
}

/** All that takes a ttl. */
export function callsWithTtl(kv: KvStore, key: string, ttl: number): readonly Call[] {
  return [
    () => kv.set(key, '2', { ttl }),
    () => kv.setMany([[key, '2']], { ttl }),
    () => kv.create(key, '2', { ttl }),
    () => kv.replaceIf(key, '2', '1', { ttl }),
    () => kv.update(key, () => '2', { ttl }),
    () => kv.getOrSet(key, () => '2', { ttl }),
    () => kv.increment(key, 1, { ttl }),
    () => kv.touch(key, ttl),
  ];
}

const circle: unknown[] = [];
circle.push([circle]);

export const badJson: readonly (readonly [string, unknown])[] = [
  ['undefined', undefined],
  ['NaN', NaN],
  ['Infinity, deep inside', { a: [{ b: -Infinity }] }],
  ['undefined in an array', [undefined]],
  ['a bigint', 1n],
  ['a function', () => 'value'],
  ['a symbol', { a: Symbol('value') }],
  ['a circle', circle],
  ['a Date', { at: new Date(0) }],
  ['a Map', new Map([['a', 1]])],
  ['bytes', Uint8Array.of(1, 2)],
];

const withOptions =
  (options: unknown) =>
  (kv: KvStore, key: string): Promise<unknown> =>
    kv.set(key, 'another', options as KvCallOptions);

export const badCalls: readonly (readonly [string, (kv: KvStore, key: string) => Promise<unknown>])[] = [
  ['a string for many keys', (kv, key) => kv.getMany(key)],
  ['undefined for many keys', (kv) => kv.getMany(undefined as unknown as string[])],
  ['null for many keys', (kv) => kv.getMany(null as unknown as string[])],
  ['a number for many keys', (kv) => kv.deleteMany(7 as unknown as string[])],
  ['a string for many keys to delete', (kv, key) => kv.deleteMany(key)],
  ['an object for many entries', (kv, key) => kv.setMany({ [key]: 'another' } as unknown as [])],
  ['strings for many entries', (kv, key) => kv.setMany([key] as unknown as [])],
  ['a number for options', withOptions(1_000)],
  ['a string for options', withOptions('1s')],
  ['null for options', withOptions(null)],
  ['a timeout of 0', withOptions({ timeout: 0 })],
  ['a timeout of less than 0', withOptions({ timeout: -1 })],
  ['a timeout that is not a number', withOptions({ timeout: NaN })],
  ['a timeout that is a string', withOptions({ timeout: '1000' })],
  ['a timeout beyond a timer', withOptions({ timeout: 2 ** 31 })],
  ['a signal that is none', withOptions({ signal: {} })],
  ['a signal that only says', withOptions({ signal: { aborted: false } })],
  ['a signal that only tells', withOptions({ signal: new EventTarget() })],
  ['a consistency that is none', (kv, key) => kv.get(key, { consistency: 'linear' as 'strong' })],
];

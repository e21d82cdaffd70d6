import {
  type Command,
  expiryAt,
  physical,
  type Place,
  print,
  storeAt,
  withTtl,
  type World,
} from './command.js';
import { rethrow } from './outcomes.js';

/** What the caller's own function does. */
export interface Callback {
  readonly does: 'give' | 'append' | 'keep' | 'remove' | 'throw';
  readonly value: string;
  readonly later: boolean;
  /** Milliseconds that pass while it runs for the first time. */
  readonly takes: number;
}

const thrown = Object.assign(new Error('of the caller'), { code: 'NOT_FOUND' });

function resultOf({ does, value }: Callback, current: string | undefined): string | undefined {
  if (does === 'throw') throw thrown;
  if (does === 'give') return value;
  if (does === 'append') return `${current ?? ''}${value}`;
  return does === 'keep' ? current : undefined;
}

/** The function, and with what it was called. */
function watched(callback: Callback, { clock }: World) {
  const calls: (string | undefined)[] = [];
  const run = (current?: string) => {
    if (calls.length === 0) clock.advance(callback.takes);
    calls.push(current);
    return resultOf(callback, current);
  };
  // eslint-disable-next-line @typescript-eslint/require-await -- async, so that what it throws is a rejection
  return { calls, work: callback.later ? async (current?: string) => run(current) : run };
}

const printed = ({ does, value, later, takes }: Callback) =>
  `${later ? 'later ' : ''}${does} ${print(value)}${takes > 0 ? ` after ${takes} ms` : ''}`;

/** Beside what a call gives, the model says with what the caller's function is called. */
function expectCalls(
  calls: readonly (string | undefined)[],
  expected: readonly (string | undefined)[],
): void {
  const same = calls.length === expected.length && calls.every((one, index) => one === expected[index]);
  if (!same)
    throw new Error(`the function was called with [${print(...calls)}], not [${print(...expected)}]`);
}

export function update(place: Place, callback: Callback, ttl?: number): Command {
  const key = physical(place);
  return {
    keys: [key],
    order: callback.takes > 0 ? 'alone' : 'change',
    begin: (world) => {
      const { model, clock } = world;
      const { calls, work } = watched(callback, world);
      const started = clock.now();
      return {
        answer: storeAt(world, place).update(place.key, work, withTtl(ttl)),
        judge: () => {
          const first = model.get(key, started);
          const expired = first !== undefined && model.get(key) === undefined;
          // What has expired meanwhile is no longer what it was when it was read, so it is changed again.
          const again = expired && callback.does !== 'throw';
          expectCalls(calls, again ? [first, undefined] : [first]);
          if (callback.does === 'throw') rethrow(thrown);
          const value = resultOf(callback, again ? undefined : first);
          if (value !== undefined || model.live(key)) model.change(key, value, expiryAt(clock.now(), ttl));
          return value;
        },
      };
    },
    toString: () => `update ${key} ${printed(callback)} ${print(ttl)}`,
  };
}

export function getOrSet(place: Place, callback: Callback, ttl?: number): Command {
  const key = physical(place);
  const load = { ...callback, does: callback.does === 'throw' ? ('throw' as const) : ('give' as const) };
  return {
    keys: [key],
    order: callback.takes > 0 ? 'alone' : 'own',
    begin: (world) => {
      const { model, clock } = world;
      const { calls, work } = watched(load, world);
      const started = clock.now();
      return {
        answer: storeAt(world, place).getOrSet(place.key, () => work() as string, withTtl(ttl)),
        judge: () => {
          const stored = model.get(key, started);
          expectCalls(calls, stored === undefined ? [undefined] : []);
          if (stored !== undefined) return stored;
          if (load.does === 'throw') rethrow(thrown);
          model.put(key, load.value, expiryAt(clock.now(), ttl));
          return load.value;
        },
      };
    },
    toString: () => `getOrSet ${key} ${printed(load)} ${print(ttl)}`,
  };
}

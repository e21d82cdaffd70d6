import { Entry } from './entry.js';
import { Expiries } from './expiries.js';

let places = 0;

function entryThatExpires(expiries: Expiries, expiresAt: number): Entry {
  const entry = new Entry('key', (places += 1));
  expire(expiries, entry, expiresAt);
  return entry;
}

function expire(expiries: Expiries, entry: Entry, expiresAt: number | undefined): void {
  entry.record = { value: '', version: '1', expiresAt };
  expiries.update(entry);
}

function remove(expiries: Expiries, entry: Entry): void {
  entry.record = undefined;
  expiries.update(entry);
}

/** When what has expired did so, in the order in which it comes, and then removes it. */
function momentsUntil(expiries: Expiries, now: number): (number | undefined)[] {
  const moments: (number | undefined)[] = [];
  for (let entry = expiries.first(now); entry; entry = expiries.first(now)) {
    moments.push(entry.record?.expiresAt);
    remove(expiries, entry);
  }
  return moments;
}

/** The numbers from 0, in an order without a pattern. */
const shuffled = (count: number) => Array.from({ length: count }, (_, index) => (index * 7_919) % count);
const rising = (from: number, until: number) =>
  Array.from({ length: until - from }, (_, index) => from + index);

it('gives what has expired, the first to do so first, and nothing else', () => {
  const expiries = new Expiries();
  for (const moment of shuffled(1_000)) entryThatExpires(expiries, moment);
  expect(momentsUntil(expiries, 399)).toEqual(rising(0, 400));
  expect(expiries.first(399)).toBeUndefined();
  expect(momentsUntil(expiries, 1_000)).toEqual(rising(400, 1_000));
  expect(expiries.size).toBe(0);
});

it('follows entries that expire earlier than they did, later, or never', () => {
  const expiries = new Expiries();
  const entries = shuffled(900).map((moment) => entryThatExpires(expiries, moment + 1_000));
  entries.forEach((entry, index) => {
    const third = index % 3;
    expire(expiries, entry, third === 0 ? index : third === 1 ? 10_000 + index : undefined);
  });
  expect(momentsUntil(expiries, 9_999)).toEqual(rising(0, 300).map((number) => number * 3));
  expect(momentsUntil(expiries, 20_000)).toEqual(rising(0, 300).map((number) => 10_001 + number * 3));
  expect(expiries.size).toBe(0);
});

it('gives an entry once whose expiry went back and forth between the same moments', () => {
  const expiries = new Expiries();
  const entry = entryThatExpires(expiries, 30);
  for (const moment of [20, 30, 10, 30, 20, 30]) expire(expiries, entry, moment);
  expect(momentsUntil(expiries, 29)).toEqual([]);
  expect(momentsUntil(expiries, 30)).toEqual([30]);
  expect(expiries.size).toBe(0);
});

it('gives back the places that an entry has left when they come to the top', () => {
  const expiries = new Expiries();
  const entry = entryThatExpires(expiries, 10);
  expire(expiries, entry, 5);
  expire(expiries, entry, 100);
  expect(expiries.size).toBe(2);
  expect(expiries.first(20)).toBeUndefined();
  expect(expiries.size).toBe(1);
});

it.each<[string, (expiries: Expiries, entry: Entry, turn: number) => void]>([
  [
    'later and later',
    (expiries, entry, turn) => {
      expire(expiries, entry, 100_000 + turn);
    },
  ],
  [
    'earlier and earlier',
    (expiries, entry, turn) => {
      expire(expiries, entry, 100_000 - turn);
    },
  ],
  [
    'at times never',
    (expiries, entry, turn) => {
      expire(expiries, entry, turn % 2 ? undefined : 100_000 + turn);
    },
  ],
  [
    'and is removed at once',
    (expiries, _, turn) => {
      remove(expiries, entryThatExpires(expiries, 100_000 - (turn % 7)));
    },
  ],
])('does not grow with an entry that is stored again and again, expiring %s', (_, change) => {
  const expiries = new Expiries();
  const entries = rising(0, 10).map((moment) => entryThatExpires(expiries, 200_000 + moment));
  let most = 0;
  for (let turn = 0; turn < 20_000; turn += 1) {
    for (const entry of entries.slice(0, 1)) change(expiries, entry, turn);
    most = Math.max(most, expiries.size);
  }
  expect(most).toBeLessThan(2_100);
  expect(momentsUntil(expiries, Infinity).length).toBeGreaterThanOrEqual(9);
});

// What callers do, in the shares in which they do it.
import { setTimeout as pause } from 'node:timers/promises';

const [slots, counters] = [200, 20];
const below = (limit) => Math.floor(Math.random() * limit);
/** Milliseconds. */
const shortTimeout = 5;

/** Entries of one store, which alone writes them: what two stores write side by side has no order. */
class Slots {
  #generations = Array.from({ length: slots }, () => 0);
  #name;
  #truth;

  constructor(name, truth) {
    this.#name = name;
    this.#truth = truth;
  }

  #keyOf = (slot) => `${this.#name}-${slot}-${this.#generations[slot]}`;
  #slotOf = (key) => Number(key.split('-')[1]);
  #isCurrent = (key) => this.#keyOf(this.#slotOf(key)) === key;

  some(count) {
    const first = below(slots);
    return this.#generations.slice(first, first + count).map((_, index) => this.#keyOf(first + index));
  }

  /** Writes the next value of each; where it failed nobody knows what they hold, nor will: others take their places. */
  async write(keys, send) {
    const entries = keys.map((key) => [key, (this.#truth.of(key).tried += 1)]);
    try {
      await send(entries.map(([key, number]) => [key, this.#truth.valueOf(key, number)]));
    } catch (error) {
      for (const key of keys.filter(this.#isCurrent)) {
        this.#generations[this.#slotOf(key)] += 1;
        this.#truth.forget(key);
      }
      throw error;
    }
    for (const [key, number] of entries) if (this.#isCurrent(key)) this.#truth.acknowledge(key, number);
  }

  async read(keys, ask) {
    const from = keys.map((key) => this.#truth.of(key).acknowledged);
    const values = await ask(keys);
    // Others may have been given up meanwhile.
    keys.forEach((key, index) => {
      if (this.#isCurrent(key)) this.#truth.check(key, values[index], from[index]);
    });
  }
}

/** Each gives what a caller asks of the stores, of which `near` has a near cache. */
export function callsOf({ kv, near, truth }) {
  const far = new Slots('far', truth);
  const kept = new Slots('kept', truth);
  let claims = 0;

  async function count(send) {
    const key = `counter-${below(counters)}`;
    const bounds = truth.of(key);
    const from = bounds.acknowledged + 1;
    bounds.tried += 1;
    const sum = await send(key);
    truth.checkNumber(key, sum, from);
    bounds.acknowledged += 1;
  }

  return [
    [30, 'get', () => far.read(far.some(1), async ([key]) => [await kv.get(key)])],
    [6, 'getMany', () => far.read(far.some(20), (keys) => kv.getMany(keys))],
    [14, 'set', () => far.write(far.some(1), ([[key, value]]) => kv.set(key, value))],
    [4, 'setMany', () => far.write(far.some(10), (entries) => kv.setMany(entries))],
    [12, 'get, cached', () => kept.read(kept.some(1), async ([key]) => [await near.get(key)])],
    [3, 'getMany, cached', () => kept.read(kept.some(20), (keys) => near.getMany(keys))],
    [4, 'set, cached', () => kept.write(kept.some(1), ([[key, value]]) => near.set(key, value))],
    [8, 'increment', () => count((key) => kv.increment(key))],
    [
      3,
      'update',
      () => count(async (key) => Number(await kv.update(key, (now) => String(Number(now ?? 0) + 1)))),
    ],
    [
      5,
      'getOrSet',
      async () => {
        const key = `load-${below(50)}`;
        const value = await kv.getOrSet(key, () => pause(2).then(() => truth.valueOf(key, 0)), {
          ttl: 1_000,
        });
        truth.check(key, value);
      },
    ],
    [
      4,
      'create and deleteIf',
      async () => {
        const key = `claim-${(claims += 1)}`;
        const { ok, version } = await kv.create(key, truth.valueOf(key, 0), { ttl: 5_000 });
        if (!ok) truth.say(`${key} was there before it was created`);
        else if (!(await kv.deleteIf(key, version))) truth.say(`${key} was not what was created`);
      },
    ],
    [4, 'set with ttl', () => kv.set(`brief-${(claims += 1)}`, 'value', { ttl: 1_000 })],
    [
      2,
      'page',
      async () => {
        const { entries } = await kv.page({ prefix: 'load-', limit: 20 });
        for (const { key, value } of entries) truth.check(key, value);
      },
    ],
    [2, 'get, cancelled', () => cancelled((signal) => kv.get(far.some(1)[0], { signal }))],
    [1, 'getMany, cancelled', () => cancelled((signal) => kv.getMany(far.some(20), { signal }))],
    [1, 'get, short of time', () => kv.get(far.some(1)[0], { timeout: shortTimeout })],
  ];
}

/** What is cancelled, or short of time, may fail. */
export const mayFail = (name) => /cancelled|short/.test(name);

async function cancelled(call) {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), below(4));
  await call(controller.signal);
}

/** One of them, by their shares. */
export function drawFrom(calls) {
  let left = below(calls.reduce((sum, [share]) => sum + share, 0));
  return calls.find(([share]) => (left -= share) < 0);
}

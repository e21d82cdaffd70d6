import { createKvStore, type KvStore } from 'nestjs-kv-store';

import { amount } from '../amount.js';
import { BackEnd } from './back-end.js';
import { settle } from './settle.js';

jest.setTimeout(120_000);

/** Calls at once: four times as many cost four times as much, or sixteen times where each costs more for the others. */
const [few, many] = [8_000, 32_000];
const mostTimes = 8;
/** Others make a run slower, and none quicker: one that is right is enough. */
const mostRuns = 4;

type Calls = (kv: KvStore, count: number, backEnd: BackEnd) => Promise<unknown>[] | Promise<unknown>;

const makes = (count: number, call: (index: number) => Promise<unknown>) =>
  Array.from({ length: count }, (_, index) => call(index));

const cases: Record<string, Calls> = {
  'sets of one key, all refused': (kv, count, backEnd) => {
    backEnd.refuses = () => true;
    return makes(count, (index) => kv.set('key', String(index)));
  },
  'calls cancelled by one signal': (kv, count, backEnd) => {
    backEnd.state = 'silent';
    const controller = new AbortController();
    const { signal } = controller;
    const made = makes(count, (index) =>
      index % 2 ? kv.get(`key-${index}`, { signal }) : kv.set('key', 'value', { signal }),
    );
    setImmediate(() => {
      controller.abort();
    });
    return made;
  },
  'calls that wait when the store is closed': (kv, count, backEnd) => {
    backEnd.latency = 5;
    const made = makes(count, (index) =>
      index % 2 ? kv.get(`key-${index}`) : kv.update('key', () => 'value'),
    );
    setImmediate(() => void (kv as KvStore & { close(): Promise<void> }).close());
    return made;
  },
  'calls cancelled by signals of their own': (kv, count, backEnd) => {
    backEnd.state = 'silent';
    const controllers = Array.from({ length: count }, () => new AbortController());
    const made = makes(count, (index) => kv.get(`key-${index}`, { signal: controllers[index]?.signal }));
    setImmediate(() => {
      for (const controller of controllers) controller.abort();
    });
    return made;
  },
  'gets of one key': (kv, count) => makes(count, () => kv.get('key')),
  'gets of their own keys': (kv, count) => makes(count, (index) => kv.get(`key-${index}`)),
  'sets of one key': (kv, count) => makes(count, (index) => kv.set('key', String(index))),
  'updates of one key': (kv, count) =>
    makes(count, () => kv.update('key', (value) => (value === 'one' ? 'other' : 'one'))),
  'sets and increments of one key, in turn': (kv, count) =>
    makes(count, (index) => (index % 2 ? kv.set('key', '1') : kv.increment('key'))),
  'loads of one key': (kv, count) => makes(count, () => kv.getOrSet('key', () => 'value')),
  'sets in their own namespaces': (kv, count) =>
    makes(count, (index) => kv.namespace(`name-${index}`).set('key', 'value')),
  'keys of one getMany': (kv, count) =>
    kv.getMany(Array.from({ length: count }, (_, index) => `key-${index}`)),
  'keys of one setMany that is too late': (kv, count, backEnd) => {
    backEnd.state = 'silent';
    const entries = Array.from({ length: count }, (_, index) => [`key-${index}`, 'value'] as const);
    return kv.setMany(entries, { timeout: 50 });
  },
};

async function cpuOf(calls: Calls, count: number): Promise<number> {
  const backEnd = new BackEnd();
  // The layer more has to be as quick.
  const cache = { max: 1_000, ttl: 1_000 };
  await using kv = await createKvStore({ driver: backEnd, timeout: 120_000, cache });
  const before = process.cpuUsage();
  await settle([calls(kv, count, backEnd)].flat());
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

describe('what a call costs', () => {
  it.each(Object.entries(cases).slice(0, amount(40)))(
    'does not grow with their number: %s',
    async (_, calls) => {
      await cpuOf(calls, few);
      const times: number[] = [];
      do {
        const one = await cpuOf(calls, few);
        times.push((await cpuOf(calls, many)) / one);
      } while (Math.min(...times) > mostTimes && times.length < mostRuns);
      expect(Math.min(...times)).toBeLessThan(mostTimes);
    },
  );
});

import { createKvStore, type KvStore } from 'nestjs-kv-store';

import { amount } from '../amount.js';
import { BackEnd } from './back-end.js';
import { settle } from './settle.js';

const calls = 20_000;
/** Of so many calls one stays. */
const every = 20;

const operations: Record<string, (kv: KvStore, key: string, signal: AbortSignal) => Promise<unknown>> = {
  get: (kv, key, signal) => kv.get(key, { signal }),
  set: (kv, key, signal) => kv.set(key, 'value', { signal }),
  getMany: (kv, key, signal) => kv.getMany([key, `${key}!`], { signal }),
  setMany: (kv, key, signal) => kv.setMany([[key, 'value']], { signal }),
  increment: (kv, key, signal) => kv.increment(key, 1, { signal }),
  getOrSet: (kv, key, signal) => kv.getOrSet(key, () => 'value', { signal }),
};

/** Requests that are needed for so many keys, each with so many to a request, and two that were sent before. */
const needed: Record<string, number> = {
  get: calls / every / 100 + 2,
  set: calls / every / 25 + 2,
  getMany: (2 * calls) / every / 100 + 2,
  setMany: calls / every / 25 + 2,
  increment: calls / every / 100 + calls / every + 2,
  getOrSet: calls / every / 100 + calls / every + 2,
};

describe.each(Object.entries(operations).slice(0, amount(12)))(
  `${calls} calls of %s at once, most of them cancelled`,
  (name, call) => {
    it.each(['one signal', 'signals of their own'])('by %s, cost no request more', async (whose) => {
      const backEnd = new BackEnd();
      await using kv = await createKvStore({ driver: backEnd, timeout: 60_000 });
      // What is sent first is on its way for as long as all are cancelled.
      backEnd.latency = 50;
      const others = new AbortController().signal;
      const shared = new AbortController();
      const controllers: AbortController[] = [];
      const made = Array.from({ length: calls }, (_, index) => {
        if (index % every === 0) return call(kv, `stays-${index}`, others);
        const controller = whose === 'one signal' ? shared : new AbortController();
        controllers.push(controller);
        return call(kv, `goes-${index}`, controller.signal);
      });
      const settled = settle(made);
      await new Promise(setImmediate);
      const sentBefore = backEnd.asked.length;
      for (const controller of controllers) controller.abort();
      backEnd.latency = 0;
      const { codes } = await settled;
      expect(codes).toEqual({ ok: calls / every, ABORTED: calls - calls / every });
      expect(sentBefore).toBeGreaterThan(0);
      expect(backEnd.asked.slice(sentBefore).filter((key) => key.startsWith('goes'))).toEqual([]);
      expect(backEnd.requests).toBeLessThanOrEqual(needed[name] ?? 0);
    });
  },
);

// How much heap calls take that wait for a silent back end, and what is left of those that are cancelled. Run by
// memory.spec.ts in a process of its own, for there nobody else makes garbage.
import { getEventListeners } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

// Not by the package's name, which only jest knows here.
import type { KvError } from '../../../libs/kv-store/src/core/kv-error.js';
import type { KvStore } from '../../../libs/kv-store/src/core/kv-store.js';
import { createKvStore } from '../../../libs/kv-store/src/create-kv-store.js';
import { BackEnd } from './back-end.js';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

const [, , , argument = '{}'] = process.argv;
const { operation, keys, signals, calls, cancelled } = JSON.parse(argument) as FloodOptions;

export interface FloodOptions {
  operation: keyof typeof operations;
  keys: 'one' | 'distinct';
  /** Whose the signals are. */
  signals: 'one' | 'own';
  calls: number;
  /** How many of them. */
  cancelled: number;
}

/** Bytes of heap for each call, unless said otherwise. */
export interface FloodSeen {
  waiting: number;
  /** While all but the cancelled still wait. */
  afterCancelling: number;
  /** In all, once none waits. */
  left: number;
  listeners: number;
  requests: number;
  warnings: string[];
  codes: Record<string, number>;
}

const operations = {
  get: (kv: KvStore, key: string, signal?: AbortSignal) => kv.get(key, { signal }),
  set: (kv: KvStore, key: string, signal?: AbortSignal) => kv.set(key, 'value', { signal }),
  increment: (kv: KvStore, key: string, signal?: AbortSignal) => kv.increment(key, 1, { signal }),
  update: (kv: KvStore, key: string, signal?: AbortSignal) => kv.update(key, () => 'value', { signal }),
  getOrSet: (kv: KvStore, key: string, signal?: AbortSignal) => kv.getOrSet(key, () => 'value', { signal }),
  getMany: (kv: KvStore, key: string, signal?: AbortSignal) => kv.getMany([key, `${key}!`], { signal }),
};

async function flood(): Promise<FloodSeen> {
  const warnings: string[] = [];
  process.on('warning', ({ name }) => warnings.push(name));
  const backEnd = new BackEnd();
  await using kv = await createKvStore({ driver: backEnd, timeout: 60_000 });
  // All is compiled and has grown by then.
  await Promise.all(Array.from({ length: 2_000 }, (_, index) => operations[operation](kv, `warm-${index}`)));
  backEnd.state = 'silent';
  backEnd.requests = 0;

  const codes: Record<string, number> = {};
  const count = (code: string) => (codes[code] = (codes[code] ?? 0) + 1);
  const those = signals === 'own' ? cancelled : 1;
  const cancelling = Array.from({ length: those }, () => new AbortController());
  const others = new AbortController();
  // The others are among them, for a queue is not cancelled from one end.
  const every = calls / (calls - cancelled);
  const before = await heapUsed();
  let asked = 0;
  for (let index = 0; index < calls; index += 1) {
    const stays = cancelled === 0 || Math.floor((index + 1) / every) > Math.floor(index / every);
    const controller = signals === 'own' ? cancelling[asked] : cancelling[0];
    if (!stays) asked += 1;
    const signal = stays ? others.signal : controller?.signal;
    operations[operation](kv, keys === 'one' ? 'key' : `key-${index}`, signal).then(
      () => count('ok'),
      (error: unknown) => count((error as KvError).code),
    );
  }
  const waiting = ((await heapUsed()) - before) / calls;
  const [first] = cancelling;
  for (const controller of cancelling.splice(0)) controller.abort();
  const afterCancelling = ((await heapUsed()) - before) / calls;
  const sentByThen = backEnd.requests;
  backEnd.state = 'up';
  others.abort();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const left = (await heapUsed()) - before;
  const listeners = first ? getEventListeners(first.signal, 'abort').length : 0;
  return { waiting, afterCancelling, left, listeners, requests: sentByThen, warnings, codes };
}

async function heapUsed(): Promise<number> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
  gc();
  await new Promise(setImmediate);
  gc();
  return process.memoryUsage().heapUsed;
}

flood().then(
  (seen) => process.send?.(seen),
  (error: unknown) => process.send?.({ error: String(error) }),
);

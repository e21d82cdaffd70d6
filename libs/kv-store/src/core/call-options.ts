import { classOf } from './kv-error.js';
import { guarded, invalid, typeName } from './kv-fault.js';
import { aTimeout, amount, setting, theConsistency } from './options.js';
import type { KvConsistency, KvGetOrSetOptions } from './kv-store.js';

/** The last moment that a `Date` can name, in epoch milliseconds. */
const lastMoment = 8_640_000_000_000_000;

class CallOptions {
  constructor(
    readonly signal: AbortSignal | undefined,
    readonly timeout: number | undefined,
    readonly consistency: KvConsistency | undefined,
    readonly ttl: number | null | undefined,
  ) {}
}

/** The options of a call as they are when it is made: each is read once, for a getter may say something else later. */
export function readOptions(options: unknown): KvGetOrSetOptions {
  if (typeof options !== 'object' || options === null) {
    throw invalid(`the options must be an object such as { ttl: 60000 }, not ${typeName(options)}.`);
  }
  // As `guarded` does it, without two closures for each call.
  try {
    const { signal, timeout, consistency, ttl } = options as KvGetOrSetOptions;
    return new CallOptions(signal, timeout, consistency, ttl);
  } catch (error) {
    throw invalid(`the options cannot be read: one of them throws (${classOf(error)}).`);
  }
}

export function checkTimeout(timeout: unknown): asserts timeout is number {
  const wanted = aTimeout(timeout);
  if (wanted) throw invalid(`option 'timeout' must be ${wanted}, not ${amount(timeout)}.`);
}

export function checkConsistency(consistency: unknown): asserts consistency is KvConsistency {
  const wanted = theConsistency(consistency);
  if (wanted) throw invalid(`option 'consistency' must be ${wanted}, not ${setting(consistency)}.`);
}

/** Whether it is aborted. */
export function checkSignal(signal: unknown): boolean {
  // Not by `instanceof`: signals come from other realms and polyfills, too.
  return guarded(
    () => {
      const { aborted, addEventListener, removeEventListener } = (signal ?? {}) as Partial<AbortSignal>;
      const canTell = [addEventListener, removeEventListener].every((method) => typeof method === 'function');
      if (canTell && typeof aborted === 'boolean') return aborted;
      throw invalid(`option 'signal' must be an AbortSignal, not ${typeName(signal)}.`);
    },
    (name) => invalid(`option 'signal' must be an AbortSignal, not what throws when it is asked (${name}).`),
  );
}

/** The moment at which an entry written or touched `now` expires, in whole epoch milliseconds; undefined for never. */
export function expiryOf(ttl: unknown, now: number): number | undefined {
  if (ttl === null) return undefined;
  if (isTtl(ttl, now)) return Math.ceil(now + ttl);
  throw invalid(
    `'ttl' must be milliseconds, more than 0 and finite, or null for an entry that never expires, not ${amount(ttl)}.`,
  );
}

function isTtl(ttl: unknown, now: number): ttl is number {
  return typeof ttl === 'number' && ttl > 0 && now + ttl <= lastMoment;
}

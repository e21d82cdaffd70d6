import { invalid, typeName } from './kv-fault.js';
import { aTimeout, amount, setting, theConsistency } from './options.js';
import type { KvConsistency } from './kv-store.js';

/** The last moment that a `Date` can name, in epoch milliseconds. */
const lastMoment = 8_640_000_000_000_000;

export function checkTimeout(timeout: unknown): asserts timeout is number {
  const wanted = aTimeout(timeout);
  if (wanted) throw invalid(`option 'timeout' must be ${wanted}, not ${amount(timeout)}.`);
}

export function checkConsistency(consistency: unknown): asserts consistency is KvConsistency {
  const wanted = theConsistency(consistency);
  if (wanted) throw invalid(`option 'consistency' must be ${wanted}, not ${setting(consistency)}.`);
}

export function checkSignal(signal: unknown): asserts signal is AbortSignal {
  // Not by `instanceof`: signals come from other realms and polyfills, too.
  const { aborted, addEventListener } = (signal ?? {}) as Partial<AbortSignal>;
  if (typeof aborted === 'boolean' && typeof addEventListener === 'function') return;
  throw invalid(`option 'signal' must be an AbortSignal, not ${typeName(signal)}.`);
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

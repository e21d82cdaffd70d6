import { anObject, aTimeout, checkOptions, type OptionCheck } from '../core/options.js';

/** When a store stops to ask a back end that does not answer. */
export interface KvBreakerOptions {
  /** The share of calls that may fail: it opens when more do. More than 0 and less than 1. Default: 0.5. */
  threshold?: number;
  /** Milliseconds that are looked back at, to a tenth of it. Default: 10,000. */
  window?: number;
  /** The fewest calls within the window by which it opens, a whole number from 1 to 1,000,000. Default: 20. */
  minimumCalls?: number;
  /** Milliseconds after which one call is let through, to see whether the back end answers again. Default: 5,000. */
  halfOpenAfter?: number;
}

const aShare: OptionCheck = (value) =>
  typeof value === 'number' && value > 0 && value < 1 ? undefined : 'a number, more than 0 and less than 1';

const aCount: OptionCheck = (value) =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 1_000_000
    ? undefined
    : 'a whole number from 1 to 1000000';

export const theBreaker: OptionCheck = (value) => {
  if (anObject(value)) return 'an object such as { threshold: 0.5, halfOpenAfter: 5000 }';
  checkOptions("option 'breaker'", value as object, {
    threshold: aShare,
    window: aTimeout,
    minimumCalls: aCount,
    halfOpenAfter: aTimeout,
  });
  return undefined;
};

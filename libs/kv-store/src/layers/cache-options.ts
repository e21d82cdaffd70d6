import { aBoolean, anObject, aTtl, checkOptions, type OptionCheck } from '../core/options.js';

/** What a store keeps of its entries in this process's memory, so that reading them again costs no request. */
export interface KvCacheOptions {
  /** The most entries that are kept, a whole number from 1 to 10,000,000. Those go first that nobody has read for longest. */
  max: number;
  /**
   * Milliseconds, more than 0: so long after it was read an entry is given out, and so far a read may be behind the
   * changes of other processes.
   */
  ttl: number;
  /** Whether that nothing is stored under a key is kept as well. Default: `false`. */
  misses?: boolean;
}

const whose = "option 'cache'";

const theMost: OptionCheck = (value) =>
  Number.isInteger(value) && (value as number) >= 1 && (value as number) <= 10_000_000
    ? undefined
    : 'a whole number from 1 to 10000000';

/** Both must be said: nobody else knows what an application can spare, and how old is too old. */
export const theCache: OptionCheck = (value) => {
  const wanted = 'an object such as { max: 10000, ttl: 5000 }';
  if (anObject(value)) return wanted;
  const { max, ttl } = value as Partial<KvCacheOptions>;
  checkOptions(whose, value as object, { max: theMost, ttl: aTtl, misses: aBoolean });
  return max === undefined || ttl === undefined ? `${wanted}, with both` : undefined;
};

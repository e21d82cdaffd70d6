import { invalid } from '../../core/kv-fault.js';
import { checkDriverOptions, type OptionCheck } from '../../core/options.js';

/**
 * Entries kept in this process's memory: for tests, and for what may be lost with the process. Without a bound they may
 * take all the memory that the process has.
 */
export interface MemoryOptions {
  /** Chooses this driver. */
  driver: 'memory';
  /** The most entries that are kept, a whole number from 1. Default: as many as come. */
  maxEntries?: number;
  /**
   * The most bytes that keys, with their namespace, and values have together in UTF-8, a whole number from 1. What the
   * process needs around them is not counted: some 200 to 300 bytes for each entry. Default: as many as come.
   */
  maxBytes?: number;
  /**
   * What happens to a change that would exceed a bound once there is nothing expired left to remove. `'refuse'`: it
   * fails with `EXHAUSTED`. `'evict-least-recently-used'`: entries go that nobody has read or changed for longest. Needs
   * a bound. Default: `'refuse'`.
   */
  whenFull?: 'refuse' | 'evict-least-recently-used';
}

/** The options once checked. */
export type CheckedMemoryOptions = Readonly<Omit<MemoryOptions, 'driver'>>;

const whose = "driver 'memory'";

const aBound: OptionCheck = (value) =>
  Number.isSafeInteger(value) && (value as number) >= 1 ? undefined : 'a whole number from 1';

const theWayOut: OptionCheck = (value) =>
  value === 'refuse' || value === 'evict-least-recently-used'
    ? undefined
    : "'refuse' or 'evict-least-recently-used'";

export function checkMemoryOptions(given: object): CheckedMemoryOptions {
  checkDriverOptions('memory', given, { maxEntries: aBound, maxBytes: aBound, whenFull: theWayOut });
  const options = given as CheckedMemoryOptions;
  if (options.whenFull !== undefined && !isBounded(options)) {
    throw invalid(
      `option 'whenFull' of ${whose} needs a bound, or the store is never full. Give 'maxEntries' or 'maxBytes' as well.`,
    );
  }
  return options;
}

export function isBounded({ maxEntries, maxBytes }: CheckedMemoryOptions): boolean {
  return maxEntries !== undefined || maxBytes !== undefined;
}

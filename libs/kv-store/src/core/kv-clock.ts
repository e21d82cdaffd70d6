import { ignoreRejection } from './ignore-rejection.js';
import { classOf } from './kv-error.js';
import { invalid } from './kv-fault.js';
import { setting } from './options.js';

/** A source of time. `nestjs-kv-store/testing` has one that tests move. */
export interface KvClock {
  /** Epoch milliseconds. */
  now(): number;
}

/** The time by a clock of the caller's own, who hears of it where that gives none: all would count as expired. */
export function nowBy(clock: KvClock): number {
  let now: unknown;
  try {
    now = clock.now();
  } catch (error) {
    throw invalid(`option 'clock' of the store gives no time: it throws (${classOf(error)}).`);
  }
  if (Number.isFinite(now)) return now as number;
  void ignoreRejection(now);
  throw invalid(`option 'clock' of the store must give epoch milliseconds, not ${setting(now)}.`);
}

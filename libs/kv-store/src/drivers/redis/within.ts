import { within as anyWithin } from '../../core/within.js';
import { Silent } from './errors.js';

/** What `work` comes to, unless that takes longer. Milliseconds. */
export function within<R>(limit: number, work: Promise<R>): Promise<R> {
  return anyWithin(limit, work, () => new Silent());
}

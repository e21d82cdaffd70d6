import { Refusal } from './refusal.js';
import type { Fate } from './server.js';

/** Refused before anything is done. */
export const refusing = (name: string, message?: string): Fate => ({
  done: false,
  error: new Refusal(name, message),
});

/** An internal error, before the work is done or after it. */
export const breaking = (done: boolean, status = 500): Fate => ({
  done,
  error: new Refusal(status === 500 ? 'InternalServerError' : 'ServiceUnavailable', 'by stub', status),
});

/** The connection is cut in place of an answer. */
export const losing = (done: boolean): Fate => ({ done, cut: 'instead' });

/** Of a batch, what `leave` says is left undone. */
export const leaving = (leave: NonNullable<Fate['leave']>): Fate => ({ leave });

/** As many times the same. */
export const times = (count: number, fate: Fate): Fate[] => Array.from({ length: count }, () => fate);

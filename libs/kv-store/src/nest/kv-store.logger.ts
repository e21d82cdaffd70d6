import type { LoggerService } from '@nestjs/common';

import type { KvErrorCode } from '../core/kv-error.js';
import type { KvCallEnd, KvCallInfo, KvObserver } from '../core/kv-observer.js';

export interface KvStoreLogging {
  /** Milliseconds from which a call is logged as slow. Default: 1,000. */
  slowCall?: number;
}

/** What the caller did, or asked about: no news for an operator. */
const callersOwn: ReadonlySet<KvErrorCode> = new Set([
  'NOT_FOUND',
  'INVALID_ARGUMENT',
  'TOO_LARGE',
  'UNSUPPORTED',
  'ABORTED',
  'CONFLICT',
  'CLOSED',
]);

/** Milliseconds in which lines of one kind are counted and not repeated: a store that is down fails every call. */
const quiet = 10_000;

/** Tells Nest's Logger of failures and slow calls; never of keys or values. */
export class KvStoreLogger implements KvObserver {
  readonly #logger: Pick<LoggerService, 'warn'>;
  readonly #slowCall: number;
  readonly #said = new Map<string, { at: number; unsaid: number }>();

  constructor(logger: Pick<LoggerService, 'warn'>, { slowCall = 1_000 }: KvStoreLogging) {
    this.#logger = logger;
    this.#slowCall = slowCall;
  }

  callEnded({ operation, store }: KvCallInfo, { outcome, durationMs, error }: KvCallEnd): void {
    // A store that cannot be opened fails the start, which Nest reports itself.
    if (operation === 'open') return;
    if (error) {
      if (!callersOwn.has(error.code)) this.#warn(error.code, error.message);
    } else if (durationMs >= this.#slowCall) {
      this.#warn(
        'slow',
        `${operation} on store '${store}' was slow: ${outcome} after ${durationMs.toFixed(0)} ms.`,
      );
    }
  }

  notice(message: string): void {
    this.#logger.warn(message);
  }

  /** The first line of a kind at once, later ones counted until the quiet time is over. */
  #warn(kind: string, line: string): void {
    const now = Date.now();
    const said = this.#said.get(kind);
    if (said && now - said.at < quiet) {
      said.unsaid += 1;
      return;
    }
    this.#said.set(kind, { at: now, unsaid: 0 });
    this.#logger.warn(
      said?.unsaid ? `${line} (${String(said.unsaid)} more of this kind since the last line)` : line,
    );
  }
}

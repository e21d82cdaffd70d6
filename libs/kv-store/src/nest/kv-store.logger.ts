import type { LoggerService } from '@nestjs/common';

import type { KvDriverEvent } from '../core/kv-driver.js';
import type { KvErrorCode } from '../core/kv-error.js';
import type { KvCallEnd, KvCallInfo, KvObserver, KvStoreInfo } from '../core/kv-observer.js';

/** What Nest's Logger is told of calls. */
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

/** Tells Nest's Logger of failures, slow calls and the circuit breaker; never of keys or values. */
export class KvStoreLogger implements KvObserver {
  readonly #logger: Pick<LoggerService, 'log' | 'warn'>;
  readonly #slowCall: number;
  readonly #said = new Map<string, { at: number; unsaid: number }>();

  readonly #isLazy: boolean;
  #isBreakerOpen = false;

  /** @param isLazy Whether the store is opened in the background, so that nobody else hears how that goes. */
  constructor(
    logger: Pick<LoggerService, 'log' | 'warn'>,
    { slowCall = 1_000 }: KvStoreLogging,
    isLazy = false,
  ) {
    this.#logger = logger;
    this.#slowCall = slowCall;
    this.#isLazy = isLazy;
  }

  callEnded({ operation, store }: KvCallInfo, { outcome, durationMs, error }: KvCallEnd): void {
    if (operation === 'open') {
      // Else a store that cannot be opened fails the start, which Nest reports itself.
      if (!this.#isLazy || outcome === 'ABORTED') return;
      if (error) this.#warn('open', `${error.message} It is tried again.`);
      else this.#logger.log(`Store '${store}' is open`);
    } else if (error) {
      if (!callersOwn.has(error.code)) this.#warn(error.code, error.message);
    } else if (durationMs >= this.#slowCall) {
      this.#warn(
        'slow',
        `${operation} on store '${store}' was slow: ${outcome} after ${durationMs.toFixed(0)} ms.`,
      );
    }
  }

  driverEvent(event: KvDriverEvent, { store }: KvStoreInfo): void {
    if (event.type !== 'breaker') return;
    if (event.state === 'open') {
      this.#warn('breaker', `Store '${store}': the circuit breaker is open, so calls fail at once.`);
      this.#isBreakerOpen = true;
    } else if (event.state === 'closed' && this.#isBreakerOpen) {
      this.#logger.log(`Store '${store}': the circuit breaker is closed again`);
      this.#isBreakerOpen = false;
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

import type { CallContext } from '../core/call.js';
import type { KvDriverCall } from '../core/kv-driver.js';
import type { KvCallInfo } from '../core/kv-observer.js';
import type { KvConsistency } from '../core/kv-store.js';
import type { Channel, ChannelCall, Outcomes } from './classify.js';
import type { Parcel, ReadParcel } from './parcel.js';
import type { WriteParcel } from './write-parcel.js';

/**
 * Sends parcels as one request each time, and calls `back` once when that is back, which may be before the slowest of
 * its parcels is settled, or when nobody waits for it any more: a driver that never answers holds up no other request.
 */
export interface Sender {
  read(parcels: readonly ReadParcel[], consistency: KvConsistency, back?: () => void): void;
  write(parcels: readonly WriteParcel[], back?: () => void): void;
}

export function sender(channel: Channel, context: CallContext): Sender {
  return {
    read(parcels, consistency, back = nothing) {
      const valuesOnly = parcels.every((parcel) => parcel.valuesOnly);
      const request = new Request(context, consistency, valuesOnly, parcels, back);
      const keys = parcels.map(({ key }) => key);
      void settleAll(parcels, channel.read(keys, request), request);
    },
    write(parcels, back = nothing) {
      const request = new Request(context, 'strong', false, parcels, back);
      const changes = parcels.map((parcel) => parcel.send());
      void settleAll(parcels, channel.write(changes, request), request);
    },
  };
}

async function settleAll<T>(
  parcels: readonly Parcel<T>[],
  answer: Promise<Outcomes<T>>,
  request: Request,
): Promise<void> {
  const outcomes = await answer;
  outcomes.forEach((outcome, index) => {
    const parcel = parcels[index];
    if ('then' in outcome) {
      void outcome.then((late) => {
        parcel?.settle(late);
      });
    } else parcel?.settle(outcome);
  });
  request.isBack();
}

type Parcels = Pick<Parcel<never>, 'request' | 'addCallers'>;

/** A request as the driver sees it: aborted when nobody wants any of its parcels any more. */
class Request implements ChannelCall {
  readonly now: () => number;
  readonly report: KvDriverCall['report'];
  readonly notice: (message: string) => void;
  #controller: AbortController | undefined = undefined;
  readonly #parcels: readonly Parcels[];
  #back: () => void;
  #wanted: number;
  #abandoned = false;
  isAborted = false;
  #onAbort: (() => void) | undefined = undefined;

  constructor(
    context: CallContext,
    readonly consistency: KvConsistency,
    readonly valuesOnly: boolean,
    parcels: readonly Parcels[],
    back: () => void,
  ) {
    this.now = context.now;
    this.report = context.report;
    this.notice = context.notice;
    this.#parcels = parcels;
    this.#back = back;
    this.#wanted = parcels.length;
    for (const parcel of parcels) parcel.request = this;
  }

  callers(): readonly KvCallInfo[] {
    const callers = new Set<KvCallInfo>();
    for (const parcel of this.#parcels) parcel.addCallers(callers);
    return [...callers];
  }

  /** One of its parcels needs it no longer: it is settled, or nobody waits for it. */
  release(abandoned: boolean): void {
    this.#wanted -= 1;
    this.#abandoned ||= abandoned;
    if (this.#wanted > 0 || !this.#abandoned) return;
    this.isAborted = true;
    this.#controller?.abort();
    this.#onAbort?.();
    this.isBack();
  }

  /** Made when it is asked for, which not all drivers do. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.isAborted) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  onAbort(then: () => void): void {
    const before = this.#onAbort;
    this.#onAbort = before
      ? () => {
          before();
          then();
        }
      : then;
  }

  isBack(): void {
    const back = this.#back;
    this.#back = nothing;
    back();
  }
}

function nothing(): void {
  // Nobody wants to know.
}

import type { Call, CutOff } from '../core/call.js';
import type { KvOperation } from '../core/kv-observer.js';
import type { Layer } from '../core/stack.js';
import { whenAborted } from './when-aborted.js';

/**
 * Cuts a call off when its time is up or its caller aborts, and a moment later settles it, whatever the work below
 * does. Work that ends later ends unheard.
 */
export const deadline: Layer = (next) => (call, work) =>
  new Promise((resolve, reject) => {
    const limits = new Limits(call, reject);
    try {
      next(call, work).then((value) => {
        limits.lift();
        resolve(value);
      }, limits.fail);
    } catch (error) {
      limits.fail(error);
    }
  });

/** What may end a call before its work does. */
class Limits {
  readonly #call: Call;
  readonly #reject: (reason: unknown) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #stopListening: (() => void) | undefined;

  constructor(call: Call, reject: (reason: unknown) => void) {
    this.#call = call;
    this.#reject = reject;
    this.#timer = setTimeout(timeIsUp, call.timeout, this);
    const signal = call.callersSignal;
    this.#stopListening =
      signal &&
      whenAborted(signal, () => {
        this.giveUp({ code: 'ABORTED', message: 'its signal was aborted.' });
      });
  }

  lift(): void {
    clearTimeout(this.#timer);
    this.#stopListening?.();
  }

  readonly fail = (error: unknown): void => {
    this.lift();
    this.#reject(error);
  };

  timeIsUp(): void {
    this.giveUp(outOfTime(this.#call));
  }

  giveUp(why: CutOff): void {
    this.lift();
    this.#call.cut(why);
    // First the work may say more, as which keys of many were done; work that says nothing holds nobody.
    setImmediate(() => {
      this.#reject(this.#call.cutOffError());
    });
  }
}

function timeIsUp(limits: Limits): void {
  limits.timeIsUp();
}

/** For drivers that do no I/O: only what waits for the caller's own code can take long. */
export const deadlineOfCallbacks: Layer = (next) => {
  const limited = deadline(next);
  return (call, work) => (runsCallback.has(call.info.operation) ? limited(call, work) : next(call, work));
};

const runsCallback: ReadonlySet<KvOperation> = new Set(['update', 'getOrSet']);

function outOfTime(call: Call): CutOff {
  const within = `within ${String(call.timeout)} ms.`;
  return call.contended && !call.underway
    ? { code: 'CONFLICT', message: `other writers kept changing the entry, so no change was made ${within}` }
    : { code: 'TIMEOUT', message: `no answer ${within}` };
}

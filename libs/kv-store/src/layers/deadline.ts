import type { Call, CutOff } from '../core/call.js';
import type { KvOperation } from '../core/kv-observer.js';
import type { Layer } from '../core/stack.js';
import type { End } from '../core/work.js';
import { whenAborted } from './when-aborted.js';

/**
 * Cuts a call off when its time is up or its caller aborts, and a moment later settles it, whatever the work below
 * does. Work that ends later ends unheard.
 */
export const deadline: Layer = (next) => (call, work, end) => {
  const limits = new Limits(call, end);
  try {
    next(call, work, limits);
  } catch (error) {
    limits.fail(error);
  }
};

/** What may end a call before its work does. */
class Limits<R> implements End<R> {
  readonly call: Call;
  readonly #end: End<R>;
  readonly #timer: NodeJS.Timeout;
  readonly #stopListening: (() => void) | undefined;
  #isOver = false;

  constructor(call: Call, end: End<R>) {
    this.call = call;
    this.#end = end;
    this.#timer = setTimeout(timeIsUp, call.timeout, this);
    const signal = call.callersSignal;
    this.#stopListening =
      signal &&
      whenAborted(signal, () => {
        this.giveUp({ code: 'ABORTED', message: 'its signal was aborted.' });
      });
  }

  succeed(value: R): void {
    if (this.#isOver) return;
    this.#lift();
    this.#end.succeed(value);
  }

  fail(error: unknown): void {
    if (this.#isOver) return;
    this.#lift();
    this.#end.fail(error);
  }

  giveUp(why: CutOff): void {
    clearTimeout(this.#timer);
    this.#stopListening?.();
    this.call.cut(why);
    // First the work may say more, as which keys of many were done; work that says nothing holds nobody.
    setImmediate(() => {
      this.fail(this.call.cutOffError());
    });
  }

  #lift(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#stopListening?.();
  }
}

function timeIsUp(limits: Limits<unknown>): void {
  limits.giveUp(outOfTime(limits.call));
}

/** For drivers that do no I/O: only what waits for the caller's own code can take long. */
export const deadlineOfCallbacks: Layer = (next) => {
  const limited = deadline(next);
  return (call, work, end) => {
    if (runsCallback.has(call.info.operation)) limited(call, work, end);
    else next(call, work, end);
  };
};

const runsCallback: ReadonlySet<KvOperation> = new Set(['update', 'getOrSet']);

function outOfTime(call: Call): CutOff {
  const within = `within ${String(call.timeout)} ms.`;
  return call.contended && !call.underway
    ? { code: 'CONFLICT', message: `other writers kept changing the entry, so no change was made ${within}` }
    : { code: 'TIMEOUT', message: `no answer ${within}` };
}

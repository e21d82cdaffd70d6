import type { Call, CutOff } from '../core/call.js';
import type { KvDriver } from '../core/kv-driver.js';
import type { KvOperation } from '../core/kv-observer.js';
import type { Layer } from '../core/stack.js';
import type { End } from '../core/work.js';
import { whenAborted } from './when-aborted.js';

/**
 * Cuts a call off when its time is up or its caller aborts, and a moment later settles it, whatever the work below
 * does. Work that ends later ends unheard. What a driver does without I/O has no deadline; where that is so of its reads
 * alone, one that has to wait after all gets its deadline then.
 */
export function deadline(inProcess: KvDriver['inProcess'] = false): Layer {
  return (next) => (call, work, end) => {
    const { operation } = call;
    if (inProcess === true && !runsCallback.has(operation)) {
      next(call, work, end);
      return;
    }
    const limits = new Limits(call, end);
    if (inProcess === 'reads' && reads.has(operation)) call.limits = limits;
    else limits.start();
    try {
      next(call, work, limits);
    } catch (error) {
      limits.fail(error);
    }
  };
}

/** What waits for the caller's own code. */
const runsCallback: ReadonlySet<KvOperation> = new Set(['update', 'getOrSet']);

const reads: ReadonlySet<KvOperation> = new Set(['get', 'getOrThrow', 'getEntry', 'getMany', 'has']);

/** What may end a call before its work does. */
class Limits<R> implements End<R> {
  readonly call: Call;
  readonly #end: End<R>;
  #timer: NodeJS.Timeout | undefined;
  #stopListening: (() => void) | undefined;
  #isOver = false;

  constructor(call: Call, end: End<R>) {
    this.call = call;
    this.#end = end;
  }

  start(): void {
    this.#timer = setTimeout(timeIsUp, this.call.timeout, this);
    const signal = this.call.callersSignal;
    const abort = () => {
      this.giveUp({ code: 'ABORTED', message: 'its signal was aborted.' });
    };
    // Before, where nobody listened yet.
    if (signal?.aborted) abort();
    else this.#stopListening = signal && whenAborted(signal, abort);
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

function outOfTime(call: Call): CutOff {
  const within = `within ${String(call.timeout)} ms.`;
  return call.contended && !call.underway
    ? { code: 'CONFLICT', message: `other writers kept changing the entry, so no change was made ${within}` }
    : { code: 'TIMEOUT', message: `no answer ${within}` };
}

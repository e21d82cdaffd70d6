import type { Call, CutOff, Deadline } from '../core/call.js';
import type { KvDriver } from '../core/kv-driver.js';
import type { KvOperation } from '../core/kv-observer.js';
import type { Layer } from '../core/stack.js';
import type { End } from '../core/work.js';
import { SharedTimer, Timed } from './shared-timer.js';
import { whenAborted } from './when-aborted.js';

/**
 * Cuts a call off when its time is up, its caller aborts, or the store is closed, and a moment later settles it, whatever
 * the work below does. Work that ends later ends unheard. What a driver does without I/O has no deadline; where that is so
 * of its reads alone, one that has to wait after all gets its deadline then.
 */
export class Deadlines {
  readonly #timeout: number;
  readonly #usual: SharedTimer;
  /** Those of calls with a timeout of their own. */
  readonly #others = new Set<SharedTimer>();
  #whenNone: (() => void) | undefined;

  /** @param timeout Milliseconds that most calls have. */
  constructor(timeout: number) {
    this.#timeout = timeout;
    this.#usual = new SharedTimer(timeout, this.#told);
  }

  layer(inProcess: KvDriver['inProcess']): Layer {
    const start = (call: Call) => new CallDeadline(call, this.#timerFor(call)).begin();
    return (next) => (call, work, end) => {
      if (inProcess === true && !runsCallback.has(call.operation)) {
        next(call, work, end);
        return;
      }
      if (inProcess === 'reads' && reads.has(call.operation)) {
        call.startDeadline = start;
        next(call, work, end);
        return;
      }
      const deadline = new EndInTime(call, this.#timerFor(call), end);
      deadline.begin();
      try {
        next(call, work, deadline);
      } catch (error) {
        deadline.fail(error);
      }
    };
  }

  /** Resolves when no call is under way; those that still are after so many milliseconds are cut off. */
  async end(gracePeriod: number): Promise<void> {
    if (this.#areNone()) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#whenNone = resolve;
      timer = setTimeout(resolve, gracePeriod);
    });
    clearTimeout(timer);
    if (this.#areNone()) return;
    this.#usual.endAll();
    for (const own of this.#others) own.endAll();
    // They are told a moment later.
    await new Promise(setImmediate);
  }

  #areNone(): boolean {
    return this.#usual.isEmpty && this.#others.size === 0;
  }

  #timerFor(call: Call): SharedTimer {
    if (call.timeout === this.#timeout) return this.#usual;
    const own = new SharedTimer(call.timeout, () => {
      this.#others.delete(own);
      this.#told();
    });
    this.#others.add(own);
    return own;
  }

  readonly #told = (): void => {
    if (this.#whenNone && this.#areNone()) this.#whenNone();
  };
}

/** What waits for the caller's own code. */
const runsCallback: ReadonlySet<KvOperation> = new Set(['update', 'getOrSet']);

/** What ends as soon as it is cut off. */
const reads: ReadonlySet<KvOperation> = new Set(['get', 'getOrThrow', 'getEntry', 'getMany', 'has']);

/** What may end the work of a call before it is done. */
class CallDeadline extends Timed implements Deadline {
  protected readonly call: Call;
  readonly #timer: SharedTimer;
  #stopListening: (() => void) | undefined = undefined;

  constructor(call: Call, timer: SharedTimer) {
    super();
    this.call = call;
    this.#timer = timer;
  }

  begin(): this {
    this.#timer.add(this);
    const signal = this.call.callersSignal;
    if (signal) this.#listen(signal);
    return this;
  }

  override timeIsUp(): void {
    this.giveUp(outOfTime(this.call));
  }

  override endNow(): void {
    this.giveUp({ code: 'CLOSED', message: 'the store was closed before the call had ended.' });
  }

  lift(): void {
    this.#timer.delete(this);
    this.#stopListening?.();
  }

  protected giveUp(why: CutOff): void {
    this.lift();
    this.call.cut(why);
  }

  #listen(signal: AbortSignal): void {
    const abort = () => {
      this.giveUp({ code: 'ABORTED', message: 'its signal was aborted.' });
    };
    try {
      // Before, where nobody listened yet.
      if (signal.aborted) abort();
      else this.#stopListening = whenAborted(signal, abort);
    } catch {
      this.giveUp({ code: 'ABORTED', message: 'its signal throws when it is listened to.' });
    }
  }
}

/** Of calls whose work may go on whatever cuts it off. */
class EndInTime<R> extends CallDeadline implements End<R> {
  readonly #end: End<R>;
  #isOver = false;

  constructor(call: Call, timer: SharedTimer, end: End<R>) {
    super(call, timer);
    this.#end = end;
  }

  succeed(value: R): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.lift();
    this.#end.succeed(value);
  }

  fail(error: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.lift();
    this.#end.fail(error);
  }

  protected override giveUp(why: CutOff): void {
    super.giveUp(why);
    // First the work may say more, as which keys of many were done; work that says nothing holds nobody.
    setImmediate(() => {
      this.fail(this.call.cutOffError());
    });
  }
}

function outOfTime(call: Call): CutOff {
  const within = `within ${String(call.timeout)} ms.`;
  return call.contended && !call.underway
    ? { code: 'CONFLICT', message: `other writers kept changing the entry, so no change was made ${within}` }
    : { code: 'TIMEOUT', message: `no answer ${within}` };
}

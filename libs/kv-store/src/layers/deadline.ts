import type { Call, CutOff, Limit, Limiter } from '../core/call.js';
import type { KvDriver } from '../core/kv-driver.js';
import type { KvOperation } from '../core/kv-observer.js';
import type { Layer } from '../core/stack.js';
import type { End } from '../core/work.js';
import { Limited, TimeLimits } from './time-limits.js';
import { whenAborted } from './when-aborted.js';

/**
 * Cuts a call off when its time is up or its caller aborts, and a moment later settles it, whatever the work below
 * does. Work that ends later ends unheard. What a driver does without I/O has no deadline; where that is so of its reads
 * alone, one that has to wait after all gets its deadline then.
 * @param timeout Milliseconds that most calls have.
 */
export function deadline(timeout: number, inProcess: KvDriver['inProcess'] = false): Layer {
  const usual = new TimeLimits(timeout);
  const timeFor = (call: Call) => (call.timeout === timeout ? usual : new TimeLimits(call.timeout));
  const limiter: Limiter = { limit: (call) => new CutOffs(call, timeFor(call)).begin() };

  return (next) => (call, work, end) => {
    if (inProcess === true && !runsCallback.has(call.operation)) {
      next(call, work, end);
      return;
    }
    if (inProcess === 'reads' && reads.has(call.operation)) {
      call.limiter = limiter;
      next(call, work, end);
      return;
    }
    const limits = new Limits(call, timeFor(call), end);
    limits.begin();
    try {
      next(call, work, limits);
    } catch (error) {
      limits.fail(error);
    }
  };
}

/** What waits for the caller's own code. */
const runsCallback: ReadonlySet<KvOperation> = new Set(['update', 'getOrSet']);

/** What ends as soon as it is cut off. */
const reads: ReadonlySet<KvOperation> = new Set(['get', 'getOrThrow', 'getEntry', 'getMany', 'has']);

/** What may end the work of a call before it is done. */
class CutOffs extends Limited implements Limit {
  protected readonly call: Call;
  readonly #time: TimeLimits;
  #stopListening: (() => void) | undefined = undefined;

  constructor(call: Call, time: TimeLimits) {
    super();
    this.call = call;
    this.#time = time;
  }

  begin(): this {
    this.#time.add(this);
    const signal = this.call.callersSignal;
    if (signal) this.#listen(signal);
    return this;
  }

  override timeIsUp(): void {
    this.giveUp(outOfTime(this.call));
  }

  lift(): void {
    this.#time.delete(this);
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
class Limits<R> extends CutOffs implements End<R> {
  readonly #end: End<R>;
  #isOver = false;

  constructor(call: Call, time: TimeLimits, end: End<R>) {
    super(call, time);
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

import { AsyncResource } from 'node:async_hooks';
import { setTimeout as pause } from 'node:timers/promises';

import type { Call, Cuttable } from '../core/call.js';
import { KvError } from '../core/kv-error.js';
import { KvFault } from '../core/kv-fault.js';
import type { Layer } from '../core/stack.js';
import type { End } from '../core/work.js';

/** Milliseconds until the next attempt to open, at most: after the first failure up to 200, then twice as long. */
const longestPause = 5_000;

/**
 * Opens a store while its calls come in already. They wait for the first attempt, within their deadlines; after one that
 * failed they are refused at once, until another succeeds.
 */
export class Gate {
  #isOpen = false;
  #why: KvError | undefined;
  readonly #waiting = new Set<Waiting>();

  readonly layer: Layer = (next) => (call, work, end) => {
    if (this.#isOpen || call.operation === 'open') {
      next(call, work, end);
    } else if (this.#why) {
      refuse(end, notOpen(this.#why));
    } else {
      // In the asynchronous context of the call, and not of whoever opens the store: what the caller gave runs there.
      const begin = AsyncResource.bind(() => {
        next(call, work, end);
      });
      const waiting = new Waiting(call, end, this.#waiting, begin);
      call.begin(waiting);
      this.#waiting.add(waiting);
    }
  };

  /** One layer until the store is open, and another from then on. */
  either(before: Layer, after: Layer): Layer {
    return (next) => {
      const [closed, open] = [before(next), after(next)];
      return (call, work, end) => {
        (this.#isOpen ? open : closed)(call, work, end);
      };
    };
  }

  /** Tries until `attempt` succeeds, or the signal is aborted. Each attempt begins when the one before it has ended. */
  async openBy(attempt: () => Promise<void>, signal: AbortSignal): Promise<void> {
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        await attempt();
        this.#isOpen = true;
      } catch (error) {
        this.#why = error as KvError;
      }
      // In the order in which they came, and before any that comes later.
      for (const waiting of this.#waiting) waiting.goOn(this.#isOpen ? undefined : this.#why);
      if (this.#isOpen) return;
      const longest = Math.min(longestPause, 100 * 2 ** failures);
      await pause(Math.random() * longest, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}

/** A call that waits for the store to be open. */
class Waiting implements Cuttable {
  constructor(
    private readonly call: Call,
    private readonly end: End<never>,
    private readonly all: Set<Waiting>,
    private readonly begin: () => void,
  ) {}

  cut(): void {
    this.all.delete(this);
  }

  goOn(why: KvError | undefined): void {
    this.all.delete(this);
    this.call.end(this);
    try {
      if (why) throw notOpen(why);
      this.begin();
    } catch (error) {
      this.end.fail(error);
    }
  }
}

function notOpen({ code, reason, cause }: KvError): KvFault {
  return new KvFault(
    'UNAVAILABLE',
    `the store is not open yet, and goes on trying. The last attempt failed with ${code}: ${reason}`,
    cause && { cause },
  );
}

/** A turn of the event loop later: who tries again and again without a pause would keep all else from its turn. */
function refuse(end: End<never>, why: KvFault): void {
  setImmediate(() => {
    end.fail(why);
  });
}

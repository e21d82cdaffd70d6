import type { Asker, Carrier } from '../core/asker.js';
import type { Call, Cuttable } from '../core/call.js';
import type { KvRecord } from '../core/kv-driver.js';
import type { KvCallInfo } from '../core/kv-observer.js';
import type { Outcome } from '../core/outcomes.js';
import type { Reads } from '../core/stack.js';

/**
 * What one call asks of several keys. Done when each has its outcome; when the call is cut off, at once, with the
 * outcomes that are there.
 */
export class Errand<T> implements Cuttable {
  /** Who asks for the keys, in their order. */
  readonly askers: readonly ErrandKey<T>[];
  readonly #call: Call;
  readonly #outcomes: Outcome<T>[] = [];
  readonly #done: (outcomes: readonly Outcome<T>[]) => void;
  #missing: number;

  constructor(call: Call, size: number, done: (outcomes: readonly Outcome<T>[]) => void) {
    this.#call = call;
    this.#missing = size;
    this.#done = done;
    this.askers = Array.from({ length: size }, (_, index) => new ErrandKey(this, index, call.valuesOnly));
    call.begin(this);
  }

  settle(index: number, outcome: Outcome<T>): void {
    this.#outcomes[index] = outcome;
    this.#missing -= 1;
    if (this.#missing > 0) return;
    this.#call.end(this);
    this.#done(this.#outcomes);
  }

  addCallers(callers: Set<KvCallInfo>): void {
    for (const caller of this.#call.callers()) callers.add(caller);
  }

  cut(): void {
    for (const asker of this.askers) {
      if (!asker.isWaiting) continue;
      const { carrier } = asker;
      asker.settle({ ok: false, error: this.#call.givenUp(carrier?.sent ?? false) });
      carrier?.leave();
    }
  }
}

/** Asks for several keys one by one. */
export function eachBy(readOne: Reads['readOne']): Reads['read'] {
  return (keys, call) =>
    new Promise((resolve) => {
      const { askers } = new Errand<KvRecord | undefined>(call, keys.length, resolve);
      askers.forEach((asker, index) => {
        readOne(keys[index] ?? '', call, asker);
      });
    });
}

class ErrandKey<T> implements Asker<T> {
  isWaiting = true;
  carrier: Carrier | undefined = undefined;

  constructor(
    private readonly errand: Errand<T>,
    private readonly index: number,
    readonly valuesOnly: boolean,
  ) {}

  settle(outcome: Outcome<T>): void {
    if (!this.isWaiting) return;
    this.isWaiting = false;
    this.errand.settle(this.index, outcome);
  }

  addCallers(callers: Set<KvCallInfo>): void {
    this.errand.addCallers(callers);
  }
}

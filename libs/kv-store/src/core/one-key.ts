import type { Asker, Carrier } from './asker.js';
import type { Call, Cuttable } from './call.js';
import type { Entries } from './entries.js';
import type { KvChange, KvRecord } from './kv-driver.js';
import type { KvCallInfo } from './kv-observer.js';
import type { Outcome } from './outcomes.js';
import type { Reading } from './readings.js';
import { isLive } from './record.js';
import type { Stack } from './stack.js';
import type { End, Work } from './work.js';

// Most calls are about one key. Each is one object from its beginning to its end, for it was measured what promises and
// closures in between cost: it is the work, it asks for the key, and it is what is cut off.

abstract class OneKey<T, R> implements Work<R>, Asker<T>, Cuttable {
  abstract readonly valuesOnly: boolean;
  isWaiting = true;
  carrier: Carrier | undefined = undefined;
  #call: Call | undefined = undefined;
  #end: End<R> | undefined = undefined;

  begin(call: Call, end: End<R>): void {
    this.#call = call;
    this.#end = end;
    this.ask(call);
    if (this.isWaiting) call.begin(this);
  }

  settle(outcome: Outcome<T>): void {
    const call = this.#call;
    const end = this.#end;
    if (!this.isWaiting || !call || !end) return;
    this.isWaiting = false;
    call.end(this);
    let result: R;
    try {
      if (!outcome.ok) throw call.error(outcome.error);
      result = this.resultOf(outcome.value, call);
    } catch (error) {
      end.fail(error);
      return;
    }
    end.succeed(result);
  }

  addCallers(callers: Set<KvCallInfo>): void {
    for (const caller of this.#call?.callers() ?? []) callers.add(caller);
  }

  cut(): void {
    const { carrier } = this;
    if (!this.#call || !this.isWaiting) return;
    this.settle({ ok: false, error: this.#call.givenUp(carrier?.sent ?? false) });
    carrier?.leave();
  }

  protected abstract ask(call: Call): void;
  protected abstract resultOf(value: T, call: Call): R;
}

export class ReadOne<T, R> extends OneKey<KvRecord | undefined, R> {
  readonly #stack: Stack;
  readonly #entries: Entries<T>;
  readonly #key: string;
  readonly #reading: Reading<T, R>;
  readonly valuesOnly: boolean;

  constructor(stack: Stack, entries: Entries<T>, key: string, reading: Reading<T, R>, valuesOnly: boolean) {
    super();
    this.#stack = stack;
    this.#entries = entries;
    this.#key = key;
    this.#reading = reading;
    this.valuesOnly = valuesOnly;
  }

  protected override ask(call: Call): void {
    const physical = this.#entries.keyOf(this.#key);
    call.valuesOnly = this.valuesOnly;
    this.#stack.backend.readOne(physical, call, this);
  }

  protected override resultOf(value: KvRecord | undefined, call: Call): R {
    const record = isLive(value, call) ? value : undefined;
    call.found = record !== undefined;
    return this.#reading(record, this.#entries, this.#key, call);
  }
}

export class WriteOne extends OneKey<void, void> {
  readonly valuesOnly = true;
  readonly #stack: Stack;
  readonly #make: (call: Call) => KvChange;

  constructor(stack: Stack, make: (call: Call) => KvChange) {
    super();
    this.#stack = stack;
    this.#make = make;
  }

  protected override ask(call: Call): void {
    const change = this.#make(call);
    this.#stack.loads.overtake(change.key);
    this.#stack.backend.writeOne(change, call, this);
  }

  protected override resultOf(): void {
    // Nothing comes of a write but that it was made.
  }
}

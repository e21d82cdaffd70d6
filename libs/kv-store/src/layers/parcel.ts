import type { Call, Cuttable } from '../core/call.js';
import type { KvChange, KvRecord } from '../core/kv-driver.js';
import type { KvErrorCode } from '../core/kv-error.js';
import type { Outcome } from '../core/outcomes.js';

/**
 * What one call asks of some keys, each of which travels in a parcel of its own. Done when each has its outcome; when
 * the call is cut off, at once, with the outcomes that are there.
 */
export class Errand<T> implements Cuttable {
  readonly valuesOnly: boolean;
  readonly #call: Call;
  readonly #outcomes: Outcome<T>[] = [];
  readonly #parcels: Parcel<T>[] = [];
  readonly #done: (outcomes: readonly Outcome<T>[]) => void;
  #missing: number;

  constructor(call: Call, size: number, done: (outcomes: readonly Outcome<T>[]) => void) {
    this.valuesOnly = call.valuesOnly;
    this.#call = call;
    this.#missing = size;
    this.#done = done;
    call.begin(this);
  }

  travels(index: number, parcel: Parcel<T>): void {
    this.#parcels[index] = parcel;
  }

  waitsFor(index: number): boolean {
    return this.#outcomes[index] === undefined;
  }

  settle(index: number, outcome: Outcome<T>): void {
    if (!this.waitsFor(index)) return;
    this.#outcomes[index] = outcome;
    this.#missing -= 1;
    if (this.#missing > 0) return;
    this.#call.end(this);
    this.#done(this.#outcomes);
  }

  cut(): void {
    this.#parcels.forEach((parcel, index) => {
      if (!this.waitsFor(index)) return;
      this.settle(index, { ok: false, error: this.#call.givenUp(parcel.sent) });
      parcel.leave();
    });
  }
}

interface Member<T> {
  readonly errand: Errand<T>;
  readonly index: number;
}

/** Who is told what becomes of parcels. */
export interface ParcelOwner<P> {
  /** It is of no more use: settled, or wanted by nobody. */
  ended(parcel: P): void;
}

// What is called back are methods of objects, not closures: those, each of which would hold the parcel that holds it,
// were measured to treble the time of a read by the garbage that they make.

/** One key in a request, on behalf of all the calls that share it. */
export class Parcel<T> {
  readonly key: string;
  protected members: Member<T>[] = [];
  /** Calls that still wait for it. Without any it need not be sent. */
  wanted = 0;
  arrival = 0;
  /** Whether it is a change that was sent: nobody knows what came of it until it is back. */
  sent = false;
  /** The request that it was sent in. */
  request: { release(abandoned: boolean): void } | undefined = undefined;
  readonly #owner: ParcelOwner<this> | undefined;

  constructor(key: string, owner?: ParcelOwner<Parcel<T>>) {
    this.key = key;
    this.#owner = owner;
  }

  join(errand: Errand<T>, index: number): void {
    this.members.push({ errand, index });
    this.wanted += 1;
    errand.travels(index, this);
  }

  leave(): void {
    this.wanted -= 1;
    if (this.wanted > 0) return;
    this.request?.release(true);
    this.end();
  }

  settle(outcome: Outcome<T>): void {
    this.release();
    // Let go at once: a map through which parcels come and go keeps old ones until a full garbage collection.
    const members = this.members;
    this.members = [];
    for (const { errand, index } of members) errand.settle(index, outcome);
    this.end();
  }

  /** Its request has done with it. One that nobody wants any more has been released before. */
  protected release(): void {
    if (this.wanted > 0) this.request?.release(false);
    this.request = undefined;
  }

  protected end(): void {
    this.#owner?.ended(this);
  }
}

/** A key that is read. */
export class ReadParcel extends Parcel<KvRecord | undefined> {
  /** Whether all who share it look at the value alone. */
  valuesOnly = true;

  override join(errand: Errand<KvRecord | undefined>, index: number): void {
    super.join(errand, index);
    if (!errand.valuesOnly) this.valuesOnly = false;
  }

  /** Whether it brings, or can still be sent for, all that the call looks at. */
  serves(call: Call): boolean {
    return call.valuesOnly || !this.valuesOnly || this.request === undefined;
  }
}

export interface WriteParcelOwner extends ParcelOwner<WriteParcel> {
  /** The change that was sent is refused for what it is: one before it is to be made instead. */
  sendAgain(parcel: WriteParcel): void;
}

/** Adjacent writes to one key: the last that is still wanted is made, on behalf of all. */
export class WriteParcel extends Parcel<void> {
  readonly #writer: WriteParcelOwner;
  readonly #changes: KvChange[] = [];
  #carried = -1;

  constructor(key: string, owner: WriteParcelOwner) {
    super(key);
    this.#writer = owner;
  }

  add(errand: Errand<void>, index: number, change: KvChange): void {
    this.join(errand, index);
    this.#changes.push(change);
  }

  /** Picks the change to send. */
  send(): KvChange {
    this.sent = true;
    this.#carried = this.members.findLastIndex(({ errand, index }) => errand.waitsFor(index));
    const change = this.#changes[this.#carried];
    if (!change) throw new Error('a write that nobody wants was sent');
    return change;
  }

  override settle(outcome: Outcome<void>): void {
    this.release();
    if (!outcome.ok && faultsOfOne.has(outcome.error.code)) {
      const carrier = this.members[this.#carried];
      if (carrier?.errand.waitsFor(carrier.index)) {
        carrier.errand.settle(carrier.index, outcome);
        this.wanted -= 1;
      }
      if (this.wanted > 0) {
        this.sent = false;
        this.#writer.sendAgain(this);
        return;
      }
    }
    super.settle(outcome);
  }

  protected override end(): void {
    this.#writer.ended(this);
  }
}

/** What is wrong with one change, and says nothing about others to the same key. */
const faultsOfOne: ReadonlySet<KvErrorCode> = new Set(['INVALID_ARGUMENT', 'TOO_LARGE']);

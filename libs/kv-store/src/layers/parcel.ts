import type { Asker, Carrier } from '../core/asker.js';
import type { KvRecord } from '../core/kv-driver.js';
import type { KvCallInfo } from '../core/kv-observer.js';
import type { Outcome } from '../core/outcomes.js';
import type { Waiting } from './traffic.js';

/** Who is told what becomes of parcels. */
export interface ParcelOwner<P> {
  /** It is of no more use: settled, or wanted by nobody. */
  ended(parcel: P): void;
}

// What is called back are methods of objects, not closures: those, each of which would hold the parcel that holds it,
// were measured to treble the time of a read by the garbage that they make.

/** One key in a request, on behalf of all the calls that share it. */
export abstract class Parcel<T> implements Carrier, Waiting {
  readonly key: string;
  /** Calls that still wait for it. Without any it need not be sent. */
  wanted = 0;
  arrival = 0;
  queue: Waiting['queue'] = undefined;
  sent = false;
  /** The request that it was sent in. */
  request: { release(abandoned: boolean): void } | undefined = undefined;

  constructor(key: string) {
    this.key = key;
  }

  leave(): void {
    this.wanted -= 1;
    if (this.wanted > 0) {
      this.letGo();
      return;
    }
    this.queue?.oneLeft();
    this.request?.release(true);
    this.end();
  }

  abstract settle(outcome: Outcome<T>): void;

  /** Adds the calls that wait for it. */
  abstract addCallers(callers: Set<KvCallInfo>): void;

  protected join(asker: Asker<T>): void {
    this.wanted += 1;
    asker.carrier = this;
  }

  /** Its request has done with it. One that nobody wants any more has been released before. */
  protected release(): void {
    if (this.wanted > 0) this.request?.release(false);
    this.request = undefined;
  }

  /** Lets go of those who have left, once they are most of those who asked. */
  protected abstract letGo(): void;

  protected abstract end(): void;
}

/** A key that is read. */
export class ReadParcel extends Parcel<KvRecord | undefined> {
  /** Whether all who share it look at the value alone. */
  valuesOnly = true;
  /** Whether it is found by those who ask for the same key. */
  isJoinable: boolean;
  readonly #owner: ParcelOwner<ReadParcel> | undefined;
  /** Nearly always there is but one. */
  #first: Asker<KvRecord | undefined> | undefined = undefined;
  #others: Asker<KvRecord | undefined>[] | undefined = undefined;

  constructor(key: string, owner?: ParcelOwner<ReadParcel>) {
    super(key);
    this.#owner = owner;
    this.isJoinable = owner !== undefined;
  }

  add(asker: Asker<KvRecord | undefined>): void {
    this.join(asker);
    if (!asker.valuesOnly) this.valuesOnly = false;
    if (!this.#first) this.#first = asker;
    else if (this.#others) this.#others.push(asker);
    else this.#others = [asker];
  }

  /** Whether it brings, or can still be sent for, all that the call looks at. */
  serves({ valuesOnly }: Pick<Asker<never>, 'valuesOnly'>): boolean {
    if (this.request === undefined) return true;
    return this.mayComeBack && (valuesOnly || !this.valuesOnly);
  }

  /** Once the first who asked has gone, others had better ask anew: joined for ever, it would never be given up. */
  get mayComeBack(): boolean {
    return this.#first?.isWaiting === true;
  }

  override settle(outcome: Outcome<KvRecord | undefined>): void {
    this.release();
    // Let go at once: a map through which parcels come and go keeps old ones until a full garbage collection.
    const first = this.#first;
    const others = this.#others;
    this.#first = this.#others = undefined;
    first?.settle(outcome);
    if (others) for (const asker of others) asker.settle(outcome);
    this.end();
  }

  override addCallers(callers: Set<KvCallInfo>): void {
    for (const asker of [this.#first, ...(this.#others ?? [])]) {
      if (asker?.isWaiting) asker.addCallers(callers);
    }
  }

  protected override letGo(): void {
    if (!this.#others || this.#others.length <= 2 * this.wanted) return;
    this.#others = this.#others.filter((asker) => asker.isWaiting);
  }

  protected override end(): void {
    this.#owner?.ended(this);
  }
}

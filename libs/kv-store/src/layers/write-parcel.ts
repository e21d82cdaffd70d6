import type { Asker } from '../core/asker.js';
import type { KvChange } from '../core/kv-driver.js';
import type { KvErrorCode } from '../core/kv-error.js';
import type { KvCallInfo } from '../core/kv-observer.js';
import type { Outcome } from '../core/outcomes.js';
import { Parcel, type ParcelOwner } from './parcel.js';

export interface WriteParcelOwner extends ParcelOwner<WriteParcel> {
  /** The change that was sent is refused for what it is: one before it is to be made instead. */
  sendAgain(parcel: WriteParcel): void;
}

/** What changes one entry, one after the other: a write, or conditional changes side by side. */
export interface Turn {
  readonly wanted: number;
  next: Turn | undefined;
}

class Member {
  constructor(
    readonly asker: Asker<void>,
    readonly change: KvChange,
  ) {}
}

/** Adjacent writes to one key: the last that is still wanted is made, on behalf of all. */
export class WriteParcel extends Parcel<void> implements Turn {
  /** The turn after it, in its lane: see order.ts. */
  next: Turn | undefined = undefined;
  readonly #owner: WriteParcelOwner;
  /** Nearly always there is but one. */
  #first: Member | undefined = undefined;
  #others: Member[] | undefined = undefined;
  #carrier: Asker<void> | undefined = undefined;

  constructor(key: string, owner: WriteParcelOwner) {
    super(key);
    this.#owner = owner;
  }

  add(asker: Asker<void>, change: KvChange): void {
    this.join(asker);
    const member = new Member(asker, change);
    if (!this.#first) this.#first = member;
    else if (this.#others) this.#others.push(member);
    else this.#others = [member];
  }

  /** Picks the change to send. */
  send(): KvChange {
    this.sent = true;
    // Those that wait no longer are let go: where all are refused one by one, each would be looked at again and again.
    while (this.#others?.at(-1)?.asker.isWaiting === false) this.#others.pop();
    const carried = this.#others?.at(-1) ?? (this.#first?.asker.isWaiting ? this.#first : undefined);
    if (!carried) throw new Error('a write that nobody wants was sent');
    this.#carrier = carried.asker;
    return carried.change;
  }

  override settle(outcome: Outcome<void>): void {
    this.release();
    if (!outcome.ok && faultsOfOne.has(outcome.error.code)) {
      if (this.#carrier?.isWaiting) {
        this.#carrier.settle(outcome);
        this.wanted -= 1;
      }
      if (this.wanted > 0) {
        this.sent = false;
        this.#owner.sendAgain(this);
        return;
      }
    }
    const first = this.#first;
    const others = this.#others;
    this.#first = this.#others = undefined;
    first?.asker.settle(outcome);
    if (others) for (const { asker } of others) asker.settle(outcome);
    this.end();
  }

  override addCallers(callers: Set<KvCallInfo>): void {
    for (const member of [this.#first, ...(this.#others ?? [])]) {
      if (member?.asker.isWaiting) member.asker.addCallers(callers);
    }
  }

  protected override letGo(): void {
    if (!this.#others || this.#others.length <= 2 * this.wanted) return;
    this.#others = this.#others.filter(({ asker }) => asker.isWaiting);
  }

  protected override end(): void {
    this.#owner.ended(this);
  }
}

/** What is wrong with one change, and says nothing about others to the same key. */
const faultsOfOne: ReadonlySet<KvErrorCode> = new Set(['INVALID_ARGUMENT', 'TOO_LARGE']);

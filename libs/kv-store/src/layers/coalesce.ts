import type { Asker } from '../core/asker.js';
import type { Call, Cuttable } from '../core/call.js';
import type { KvCoalescing, KvRecord } from '../core/kv-driver.js';
import type { KvConsistency } from '../core/kv-store.js';
import { PassingMap } from '../core/passing-map.js';
import { eachBy } from './errand.js';
import { type ParcelOwner, ReadParcel } from './parcel.js';
import type { Sender } from './send.js';
import { Queue, Traffic, type Waiting } from './traffic.js';
import type { Transport } from './transport.js';
import type { WriteParcel } from './write-parcel.js';

/**
 * Calls made side by side travel together: what is asked for up to the end of the microtask queue goes into the same
 * requests, and equal reads are sent once. `Traffic` says when.
 */
export function coalesce(sender: Sender, limits: () => KvCoalescing): Transport {
  const reads: Readonly<Record<KvConsistency, Reads>> = {
    strong: new Reads('strong', sender, limits),
    eventual: new Reads('eventual', sender, limits),
  };
  const writes = new Queue<WriteParcel>(
    () => ({ size: limits().writes, overhead: limits().overhead }),
    (parcels, back) => {
      sender.write(parcels, back);
    },
  );
  const alone = new Queue<Turn>(
    () => ({ size: 1 }),
    ([turn], back) => {
      void turn?.take().then(back);
    },
  );
  const traffic = new Traffic([reads.strong, reads.eventual, writes, alone], () => limits().inFlight);

  function read(key: string, { consistency }: Call, asker: Asker<KvRecord | undefined>): void {
    const queue = reads[consistency];
    const waiting = queue.joinable.get(key);
    if (waiting?.serves(asker)) {
      waiting.add(asker);
      return;
    }
    if (waiting) queue.part(waiting);
    const parcel = queue.parcelFor(key);
    parcel.add(asker);
    traffic.add(parcel, queue);
  }

  return {
    read: eachBy(read),
    readOne: read,
    write: (parcels) => {
      for (const parcel of parcels) traffic.add(parcel, writes);
    },
    writeOne: (parcel) => {
      traffic.add(parcel, writes);
    },
    alone: (call, request) =>
      new Promise((resolve, reject) => {
        const turn = new Turn(call, () => call.orCut(request()).then(resolve, reject));
        traffic.add(turn, alone);
      }),
  };
}

/** Reads of one consistency. */
class Reads extends Queue<ReadParcel> implements ParcelOwner<ReadParcel> {
  /**
   * What another call may share: a strong read until it is sent, for it does not see what is written later; an
   * eventual one until it is answered.
   */
  readonly joinable = new PassingMap<ReadParcel>();

  constructor(consistency: KvConsistency, sender: Sender, limits: () => KvCoalescing) {
    super(
      () => ({ size: limits().reads, overhead: limits().overhead }),
      (parcels, back) => {
        if (consistency === 'strong') for (const parcel of parcels) this.part(parcel);
        sender.read(parcels, consistency, back);
      },
    );
  }

  parcelFor(key: string): ReadParcel {
    const parcel = new ReadParcel(key, this);
    this.joinable.add(key, parcel);
    return parcel;
  }

  /** From now on others do not share it. */
  part(parcel: ReadParcel): void {
    if (!parcel.isJoinable) return;
    parcel.isJoinable = false;
    this.joinable.delete(parcel.key);
  }

  ended(parcel: ReadParcel): void {
    this.part(parcel);
  }
}

/** A request that serves one call alone, waiting until it may be sent. */
class Turn implements Waiting, Cuttable {
  wanted = 1;
  arrival = 0;
  queue: Waiting['queue'] = undefined;
  readonly #call: Call;
  readonly #request: () => Promise<void>;

  constructor(call: Call, request: () => Promise<void>) {
    this.#call = call;
    this.#request = request;
    call.begin(this);
  }

  cut(): void {
    this.wanted = 0;
    this.queue?.oneLeft();
  }

  take(): Promise<void> {
    this.#call.end(this);
    return this.#request();
  }
}

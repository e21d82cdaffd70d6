import type { Call } from '../core/call.js';
import type { Reads } from '../core/stack.js';
import { Errand } from './errand.js';
import { ReadParcel } from './parcel.js';
import type { Sender } from './send.js';
import type { WriteParcel } from './write-parcel.js';

/** How what is asked for gets to the driver. */
export interface Transport extends Reads {
  readonly write: (parcels: readonly WriteParcel[]) => void;
  readonly writeOne: (parcel: WriteParcel) => void;
  /** Carries out `request`, which serves one call alone. */
  readonly alone: <R>(call: Call, request: () => Promise<R>) => Promise<R>;
}

/** Every call is sent at once, as it is. */
export function direct(sender: Sender): Transport {
  return {
    read: (keys, call) =>
      new Promise((resolve) => {
        const { askers } = new Errand(call, keys.length, resolve);
        const parcels = keys.map((key, index) => parcelOf(key, askers[index]));
        sender.read(parcels, call.consistency);
      }),
    readOne: (key, call, asker) => {
      sender.read([parcelOf(key, asker)], call.consistency);
    },
    write: (parcels) => {
      sender.write(parcels);
    },
    writeOne: (parcel) => {
      sender.write([parcel]);
    },
    alone: (_, request) => request(),
  };
}

function parcelOf(key: string, asker: Parameters<ReadParcel['add']>[0] | undefined): ReadParcel {
  const parcel = new ReadParcel(key);
  if (asker) parcel.add(asker);
  return parcel;
}

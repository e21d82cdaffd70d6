import type { Call } from '../core/call.js';
import type { Backend } from '../core/stack.js';
import { Errand, ReadParcel, type WriteParcel } from './parcel.js';
import type { Sender } from './send.js';

/** How what is asked for gets to the driver. */
export interface Transport {
  readonly read: Backend['read'];
  readonly write: (parcels: readonly WriteParcel[]) => void;
  /** Carries out `request`, which serves one call alone. */
  readonly alone: <R>(call: Call, request: () => Promise<R>) => Promise<R>;
}

/** Every call is sent at once, as it is. */
export function direct(sender: Sender): Transport {
  return {
    read: (keys, call) =>
      new Promise((resolve) => {
        const errand = new Errand(call, keys.length, resolve);
        const parcels = keys.map((key, index) => {
          const parcel = new ReadParcel(key);
          parcel.join(errand, index);
          return parcel;
        });
        void sender.read(parcels, call.consistency);
      }),
    write: (parcels) => {
      void sender.write(parcels);
    },
    alone: (_, request) => request(),
  };
}

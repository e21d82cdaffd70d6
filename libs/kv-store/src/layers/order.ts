import type { Asker } from '../core/asker.js';
import type { KvChange } from '../core/kv-driver.js';
import type { Backend, Steps } from '../core/stack.js';
import { Errand } from './errand.js';
import { PassingMap } from '../core/passing-map.js';
import type { Transport } from './transport.js';
import { WriteParcel, type WriteParcelOwner } from './write-parcel.js';

/** Conditional changes of one entry that are under way, or wait, side by side. */
class Changes {
  /** Those that have not ended. */
  wanted = 0;
  readonly starts: (() => void)[] = [];
}

/** In the order of asking, what changes one entry; the first is under way. */
type Turn = WriteParcel | Changes;

export type Ordered = Pick<Backend, 'write' | 'writeOne' | 'change'> & {
  readonly isChanging: (key: string) => boolean;
};

/**
 * Changes of one entry land in the order in which they were called: a write after all before it, conditional changes
 * after the writes before them, while among themselves they overlap. Only what changes at this moment has a queue.
 */
export function order({ write }: Transport, steps: Steps): Ordered {
  /** By key, the turns of what changes it. */
  const lanes = new PassingMap<Turn[]>();

  function append(key: string, turn: Turn): boolean {
    const lane = lanes.get(key);
    if (lane) lane.push(turn);
    else lanes.add(key, [turn]);
    return !lane;
  }

  const owner: WriteParcelOwner = {
    ended: (parcel) => {
      end(parcel.key, parcel);
    },
    sendAgain: (parcel) => {
      write([parcel]);
    },
  };

  function end(key: string, turn: Turn): void {
    const lane = lanes.get(key);
    if (lane?.[0] !== turn) return;
    do lane.shift();
    while (lane.at(0)?.wanted === 0);
    const next = lane.at(0);
    if (!next) lanes.delete(key);
    else if (next instanceof WriteParcel) write([next]);
    else for (const start of next.starts) start();
  }

  /** A parcel for the change, if it goes into none that waits already, and may be sent. */
  function parcelFor(change: KvChange, asker: Asker<void>): WriteParcel | undefined {
    const last = lanes.get(change.key)?.at(-1);
    if (last instanceof WriteParcel && !last.sent) {
      last.add(asker, change);
      return undefined;
    }
    const parcel = new WriteParcel(change.key, owner);
    parcel.add(asker, change);
    return append(change.key, parcel) ? parcel : undefined;
  }

  return {
    isChanging: (key) => lanes.get(key) !== undefined,

    writeOne: (change, _call, asker) => {
      const ready = parcelFor(change, asker);
      if (ready) write([ready]);
    },

    write: (changes, call) =>
      new Promise((resolve) => {
        const errand = new Errand<void>(call, changes.length, resolve);
        const ready: WriteParcel[] = [];
        errand.askers.forEach((asker, index) => {
          const change = changes[index];
          const parcel = change && parcelFor(change, asker);
          if (parcel) ready.push(parcel);
        });
        if (ready.length > 0) write(ready);
      }),

    change: async (key, call, work) => {
      const last = lanes.get(key)?.at(-1);
      const turn = last instanceof Changes ? last : new Changes();
      if (turn !== last) append(key, turn);
      turn.wanted += 1;
      try {
        if (lanes.get(key)?.[0] !== turn)
          await call.orCut(new Promise<void>((start) => turn.starts.push(start)));
        call.throwIfCut();
        return await call.orCut(work(steps));
      } finally {
        turn.wanted -= 1;
        if (turn.wanted === 0) end(key, turn);
      }
    },
  };
}

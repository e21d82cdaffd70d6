import type { Backend, Steps } from '../core/stack.js';
import { Errand, WriteParcel, type WriteParcelOwner } from './parcel.js';
import type { Transport } from './transport.js';

/** Conditional changes of one entry that are under way, or wait, side by side. */
class Changes {
  /** Those that have not ended. */
  wanted = 0;
  readonly starts: (() => void)[] = [];
}

type Turn = WriteParcel | Changes;

export type Ordered = Pick<Backend, 'write' | 'change'> & { readonly isChanging: (key: string) => boolean };

/**
 * Changes of one entry land in the order in which they were called: a write after all before it, conditional changes
 * after the writes before them, while among themselves they overlap. Only what changes at this moment has a queue.
 */
export function order({ write }: Transport, steps: Steps): Ordered {
  /** By key, the turns of what changes it; the first is under way. */
  const lanes = new Map<string, Turn[]>();

  function append(key: string, turn: Turn): boolean {
    const lane = lanes.get(key);
    if (lane) lane.push(turn);
    else lanes.set(key, [turn]);
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

  return {
    isChanging: (key) => lanes.has(key),

    write: (changes, call) =>
      new Promise((resolve) => {
        const errand = new Errand<void>(call, changes.length, resolve);
        const ready: WriteParcel[] = [];
        changes.forEach((change, index) => {
          const last = lanes.get(change.key)?.at(-1);
          if (last instanceof WriteParcel && !last.sent) {
            last.add(errand, index, change);
            return;
          }
          const parcel = new WriteParcel(change.key, owner);
          parcel.add(errand, index, change);
          if (append(change.key, parcel)) ready.push(parcel);
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

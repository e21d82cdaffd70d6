import type { Asker } from '../core/asker.js';
import type { Call } from '../core/call.js';
import type { KvChange } from '../core/kv-driver.js';
import { PassingMap } from '../core/passing-map.js';
import type { Backend, Steps } from '../core/stack.js';
import { Errand } from './errand.js';
import type { Transport } from './transport.js';
import { type Turn, WriteParcel, type WriteParcelOwner } from './write-parcel.js';

/** Conditional changes of one entry that are under way, or wait, side by side. */
class Changes implements Turn {
  /** Those that have not ended. */
  wanted = 0;
  next: Turn | undefined = undefined;
  readonly starts = new Set<() => void>();
}

async function started({ starts }: Changes, call: Call): Promise<void> {
  let start = (): void => undefined;
  const promise = new Promise<void>((resolve) => (start = resolve));
  starts.add(start);
  try {
    await call.orCut(promise);
  } finally {
    starts.delete(start);
  }
}

/** The turns of what changes one entry, in the order of asking; the first is under way. */
class Lane {
  last: Turn;

  constructor(public first: Turn) {
    this.last = first;
  }
}

/** Those before it are taken off: each would else hold on to all that come later. */
function nextWanted(ended: Turn): Turn | undefined {
  let next = takeOff(ended);
  while (next?.wanted === 0) next = takeOff(next);
  return next;
}

function takeOff(turn: Turn): Turn | undefined {
  const { next } = turn;
  turn.next = undefined;
  return next;
}

export type Ordered = Pick<Backend, 'write' | 'writeOne' | 'change'> & {
  readonly isChanging: (key: string) => boolean;
};

/**
 * Changes of one entry land in the order in which they were called: a write after all before it, conditional changes
 * after the writes before them, while among themselves they overlap. Only what changes at this moment has a queue.
 */
export function order({ write, writeOne }: Transport, steps: Steps): Ordered {
  /** By key, the turns of what changes it. */
  const lanes = new PassingMap<Lane>();

  function append(key: string, turn: Turn): boolean {
    const lane = lanes.get(key);
    if (lane) lane.last = lane.last.next = turn;
    else lanes.add(key, new Lane(turn));
    return !lane;
  }

  const owner: WriteParcelOwner = {
    ended: (parcel) => {
      end(parcel.key, parcel);
    },
    sendAgain: (parcel) => {
      writeOne(parcel);
    },
  };

  function end(key: string, turn: Turn): void {
    const lane = lanes.get(key);
    if (lane?.first !== turn) return;
    const next = nextWanted(turn);
    if (!next) lanes.delete(key);
    else lane.first = next;
    if (next instanceof WriteParcel) writeOne(next);
    else if (next instanceof Changes) for (const start of next.starts) start();
  }

  /** A parcel for the change, if it goes into none that waits already, and may be sent. */
  function parcelFor(change: KvChange, asker: Asker<void>): WriteParcel | undefined {
    const last = lanes.get(change.key)?.last;
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
      if (ready) writeOne(ready);
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
      const last = lanes.get(key)?.last;
      const turn = last instanceof Changes ? last : new Changes();
      if (turn !== last) append(key, turn);
      turn.wanted += 1;
      try {
        if (lanes.get(key)?.first !== turn) await started(turn, call);
        call.throwIfCut();
        return await call.orCut(work(steps));
      } finally {
        turn.wanted -= 1;
        if (turn.wanted === 0) end(key, turn);
      }
    },
  };
}

import type { Asker } from '../core/asker.js';
import type { Call } from '../core/call.js';
import type { KvRecord } from '../core/kv-driver.js';
import type { Reads } from '../core/stack.js';
import type { Channel } from './classify.js';
import { eachBy } from './errand.js';
import { atEndOfMicrotasks } from './traffic.js';

class Gathered {
  constructor(
    readonly key: string,
    readonly call: Call,
    readonly asker: Asker<KvRecord | undefined>,
  ) {}
}

/**
 * For drivers that read without I/O, but have to look first whether they see all that was written, which costs more
 * than a read: it is done once for all that is asked for up to the end of the microtask queue. What cannot be read then
 * takes the way of what needs I/O.
 */
export function gather(
  { readNow, refresh }: Required<Pick<Channel, 'readNow' | 'refresh'>>,
  otherwise: Reads,
): Reads {
  let gathered: Gathered[] = [];

  function readAll(): void {
    const reads = gathered;
    gathered = [];
    const isFresh = refresh();
    for (const { key, call, asker } of reads) {
      if (isFresh) {
        asker.settle(readNow(key, call));
      } else {
        call.takesTime();
        // Its caller may have left meanwhile.
        if (asker.isWaiting) otherwise.readOne(key, call, asker);
      }
    }
    // V8 may have put it among what is old, where it would keep alive all that was asked for, and is looked at rarely.
    reads.length = 0;
  }

  function readOne(key: string, call: Call, asker: Asker<KvRecord | undefined>): void {
    if (call.consistency === 'eventual') {
      asker.settle(readNow(key, call));
      return;
    }
    if (gathered.length === 0) atEndOfMicrotasks(readAll);
    gathered.push(new Gathered(key, call, asker));
  }

  return { readOne, read: eachBy(readOne) };
}

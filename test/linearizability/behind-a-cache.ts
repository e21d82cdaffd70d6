import { expectLinearizable } from '../../libs/kv-store/src/testing/linearizability/checker.js';
import { isUnknown, type Operation } from '../../libs/kv-store/src/testing/linearizability/history.js';

/** Clocks count whole milliseconds: one when the entry was read, and one when it is given out. */
const tolerance = 2;

/**
 * Throws unless the history is one of stores with near caches: as if one by one, but that a read may be answered as of
 * any moment of the last `ttl` milliseconds, though never as of one before the end of a change that was made through its
 * own store. All that a cache never answers keeps to the moment at which it was asked.
 */
export function expectLinearizableWithin(ttl: number, history: readonly Operation[], where: string): void {
  expectLinearizable(reachingBack(ttl, history), `${where}, read up to ${ttl} ms ago`);
}

export function reachingBack(ttl: number, history: readonly Operation[]): Operation[] {
  return history.map((operation) => {
    if (!mayBeKept(operation)) return operation;
    const made = operation.call;
    return { ...operation, made, call: made - (ttl + tolerance) * 1e6 };
  });
}

/** Whether it may be answered by what was read before. */
function mayBeKept(operation: Operation): boolean {
  switch (operation.kind) {
    case 'get':
    case 'getMany':
    case 'has':
      return true;
    case 'getOrSet':
      return !isUnknown(operation) && operation.input.loaded === undefined;
    default:
      return false;
  }
}

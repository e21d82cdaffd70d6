import { isUnknown, type Operation } from './history.js';
import { changesNothing } from './model.js';

type Kind = Operation['kind'];

/** What lands in the order in which it was called, whatever else is under way. */
const writes: ReadonlySet<Kind> = new Set(['set', 'setMany', 'delete', 'deleteMany']);

/** What lands after the writes that were called before it. */
const conditional: ReadonlySet<Kind> = new Set([
  'create',
  'replaceIf',
  'deleteIf',
  'update',
  'take',
  'increment',
  'touch',
]);

/**
 * For each operation on one key the places of those that must land before it, though they may be under way together:
 * in one process a write lands after every change that was called before it, a conditional change after the writes
 * before it. Nothing is promised of what ended with an unknown outcome. What a cache answers is as of after all that
 * its process had changed before.
 */
export function promisedBefore(operations: readonly Operation[]): readonly (readonly number[])[] {
  const places = new Map<string, number[]>();
  operations.forEach((operation, place) => {
    if (!isUnknown(operation)) append(places, operation.process, place);
  });
  return operations.map((later) => {
    const { made } = later;
    if (made === undefined && (isUnknown(later) || !(writes.has(later.kind) || conditional.has(later.kind))))
      return [];
    return (places.get(later.process) ?? []).filter((place) => {
      const earlier = operations[place];
      if (!earlier || earlier.sequence >= later.sequence) return false;
      // What had returned lies before it by the clock.
      if (earlier.return < later.call) return false;
      if (made !== undefined) return earlier.return < made && hasChanged(earlier);
      return writes.has(earlier.kind) || (writes.has(later.kind) && conditional.has(earlier.kind));
    });
  });
}

/** Whether it has surely changed what is stored. */
function hasChanged(operation: Operation): boolean {
  return !changesNothing(operation) && !(operation.kind === 'getOrSet' && operation.input.overtaken !== 'no');
}

function append(lists: Map<string, number[]>, name: string, place: number): void {
  const list = lists.get(name);
  if (list) list.push(place);
  else lists.set(name, [place]);
}

/**
 * For each operation of unknown outcome the place of the last one before it that would do the same. Neither has an
 * end, so it is enough to try the later one where the earlier has made its change already.
 */
export function twinsBefore(operations: readonly Operation[]): readonly (number | undefined)[] {
  const last = new Map<string, number>();
  return operations.map((operation, place) => {
    const effect = isUnknown(operation) ? effectOf(operation) : undefined;
    if (effect === undefined) return undefined;
    const twin = last.get(effect);
    last.set(effect, place);
    return twin;
  });
}

/** Equal where two operations of unknown outcome would do the same. Most write a value that nobody else does. */
function effectOf(operation: Operation): string | undefined {
  switch (operation.kind) {
    case 'delete':
    case 'deleteMany':
    case 'take':
      return 'delete';
    case 'touch':
      return 'touch';
    case 'increment':
      return `increment ${operation.input}`;
    default:
      return undefined;
  }
}

import { isStringObject } from 'node:util/types';

import { guarded, invalid, typeName } from './kv-fault.js';

/** Beyond what one call can do before its deadline. */
const most = 1_000_000;

/** The elements of an argument that must be iterable. A string would give its letters: surely a mistake. */
export function listOf<E>(elements: Iterable<E>, argument: string): E[] {
  return guarded(
    () => {
      if (!isIterable(elements)) {
        throw invalid(`'${argument}' must be an array or another iterable, not ${typeName(elements)}.`);
      }
      const list: E[] = [];
      for (const element of elements) {
        if (list.length === most) {
          throw invalid(
            `'${argument}' has more than ${String(most)} elements, if it ends at all. Make several calls.`,
          );
        }
        list.push(element);
      }
      return list;
    },
    (name) => invalid(`'${argument}' cannot be iterated: it throws (${name}).`),
  );
}

/** What is read once, of an entry that may not stand being looked at twice. */
export function pairIn<T>(entry: readonly [string, T]): readonly [string, T] {
  return guarded(
    () => {
      if (!Array.isArray(entry))
        throw invalid(`each of 'entries' must be [key, value], not ${typeName(entry)}.`);
      const [key, value] = entry as readonly [string, T];
      return [key, value];
    },
    (name) =>
      invalid(`each of 'entries' must be [key, value], not what throws when it is looked at (${name}).`),
  );
}

/** Plain JavaScript may pass anything. */
function isIterable(elements: unknown): boolean {
  if (typeof elements !== 'object' || elements === null || isStringObject(elements)) return false;
  return Symbol.iterator in elements;
}

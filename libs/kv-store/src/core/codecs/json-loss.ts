import { pathOf, plainName } from './path.js';

/** A part of a value that JSON would drop, change or refuse. */
interface Loss {
  readonly what: string;
  /** Where it is, from the inside out. */
  readonly path: (string | number)[];
}

/**
 * What JSON cannot hold of `value`, with its place: `a function at .save`. Undefined where it holds all.
 *
 * @param mayCycle Costs more. What JSON.stringify has accepted has no cycles.
 */
export function lossIn(value: unknown, mayCycle: boolean): string | undefined {
  const loss = search(value, mayCycle ? new Set() : undefined);
  if (!loss) return undefined;
  const path = pathOf(loss.path.reverse());
  return path === '' ? loss.what : `${loss.what} at ${path}`;
}

function search(value: unknown, above: Set<unknown> | undefined): Loss | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : { what: String(value), path: [] };
    case 'object':
      return value === null ? undefined : searchObject(value, above);
    case 'undefined':
      return { what: 'undefined', path: [] };
    default:
      return { what: `a ${typeof value}`, path: [] };
  }
}

function searchObject(value: object, above: Set<unknown> | undefined): Loss | undefined {
  const what = foreign(value) ?? (above?.has(value) ? 'a cycle' : undefined);
  if (what !== undefined) return { what, path: [] };
  above?.add(value);
  const loss = Array.isArray(value) ? searchElements(value, above) : searchProperties(value, above);
  above?.delete(value);
  return loss;
}

function searchElements(elements: readonly unknown[], above: Set<unknown> | undefined): Loss | undefined {
  for (let index = 0; index < elements.length; index += 1) {
    const loss = search(elements[index], above);
    if (loss) return within(loss, index);
  }
  return undefined;
}

/** A property that is undefined is left out, as everywhere in JavaScript. */
function searchProperties(value: object, above: Set<unknown> | undefined): Loss | undefined {
  for (const name of Object.keys(value)) {
    const property = (value as Record<string, unknown>)[name];
    const loss = property === undefined ? undefined : search(property, above);
    if (loss) return within(loss, name);
  }
  return undefined;
}

function within(loss: Loss, step: string | number): Loss {
  loss.path.push(step);
  return loss;
}

/** Of objects that are more than their properties: what they are. Read back, they would be something else. */
function foreign(value: object): string | undefined {
  const hasToJson = typeof (value as { toJSON?: unknown }).toJSON === 'function';
  const prototype: unknown = Object.getPrototypeOf(value);
  const isPlain = prototype === Object.prototype || prototype === null || Array.isArray(value);
  if (isPlain && !hasToJson) return undefined;
  const name = named(value);
  if (!isPlain && name !== 'an Object') return name;
  return hasToJson ? `${name} with a toJSON` : undefined;
}

function named(value: object): string {
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  // An object may name itself, by whatever it holds.
  if (!plainName.test(tag)) return 'an object of a kind of its own';
  return `${/^[AEIO]/.test(tag) ? 'an' : 'a'} ${tag}`;
}

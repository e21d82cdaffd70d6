import type { Expression } from './expression.js';

/**
 * The condition that an item can be read as a record, as `ItemLayout.valueOf` reads it: by text, bytes or a number.
 * dynalite finds no type in an empty value, so that is asked for by itself.
 */
export function isReadable(x: Expression): string {
  const value = x.name('value');
  const types = ['S', 'B', 'N'].map((type) => `attribute_type(${value}, ${x.value({ S: type })})`);
  const empty = [{ S: '' }, { B: new Uint8Array() }].map((one) => `${value} = ${x.value(one)}`);
  return `(${[...types, ...empty].join(' OR ')})`;
}

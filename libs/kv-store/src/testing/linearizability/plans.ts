import { changes } from './changes.js';
import type { Material } from './material.js';
import { reads } from './reads.js';
import type { Plan } from './recorder.js';

const plans = { ...reads, ...changes };

/** How often which call is made, of a hundred. */
const weights: Readonly<Record<Exclude<keyof typeof plans, 'increment'>, number>> = {
  get: 6,
  getEntry: 12,
  getMany: 5,
  has: 3,
  getOrSet: 7,
  set: 10,
  setMany: 5,
  delete: 5,
  deleteMany: 3,
  create: 8,
  replaceIf: 14,
  deleteIf: 4,
  update: 10,
  take: 5,
  touch: 3,
};
const kinds = Object.entries(weights).flatMap(([kind, weight]) =>
  Array<keyof typeof weights>(weight).fill(kind as keyof typeof weights),
);

/** Some call on some key. */
export function planOf(material: Material): Plan {
  const { random, keys, counters } = material;
  const counter = counters[random.below(keys.length + counters.length)];
  const kind = kinds[random.below(kinds.length)] ?? 'get';
  if (counter === undefined) return plans[kind](material, random.pick(keys));
  return plans[random.chance(0.6) ? 'increment' : kind](material, counter);
}

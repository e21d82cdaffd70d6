import type { Outcome } from '../core/outcomes.js';
import type { Backend } from '../core/stack.js';
import type { Channel, Outcomes } from './classify.js';
import type { Ordered } from './order.js';

/**
 * For drivers whose calls take effect at once. Nothing has to queue or travel, but a write must still wait for an
 * `update` of the same entry whose caller's function takes its time.
 */
export function inProcess(
  channel: Channel,
  { write, change, isChanging }: Ordered,
): Pick<Backend, 'read' | 'write' | 'change'> {
  return {
    read: async (keys, call) => settled(await channel.read(keys, call)),
    write: async (changes, call) =>
      changes.some(({ key }) => isChanging(key))
        ? write(changes, call)
        : settled(await channel.write(changes, call)),
    change,
  };
}

function settled<T>(outcomes: Outcomes<T>): readonly Outcome<T>[] | Promise<readonly Outcome<T>[]> {
  const isSettled = (outcome: Outcomes<T>[number]): outcome is Outcome<T> => 'ok' in outcome;
  return outcomes.every(isSettled)
    ? outcomes
    : Promise.all(outcomes.map((outcome) => Promise.resolve(outcome)));
}

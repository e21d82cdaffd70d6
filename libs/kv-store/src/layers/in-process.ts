import type { Asker } from '../core/asker.js';
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
  { write, writeOne, change, isChanging }: Ordered,
): Pick<Backend, 'read' | 'readOne' | 'write' | 'writeOne' | 'change'> {
  const { readNow, writeNow } = channel;
  return {
    read: async (keys, call) => settled(await channel.read(keys, call)),
    readOne: (key, call, asker) => {
      if (readNow) asker.settle(readNow(key, call));
      else void tell(asker, channel.read([key], call));
    },
    write: async (changes, call) =>
      changes.some(({ key }) => isChanging(key))
        ? write(changes, call)
        : settled(await channel.write(changes, call)),
    writeOne: (one, call, asker) => {
      if (isChanging(one.key)) writeOne(one, call, asker);
      else if (writeNow) asker.settle(writeNow(one, call));
      else void tell(asker, channel.write([one], call));
    },
    change,
  };
}

function settled<T>(outcomes: Outcomes<T>): Promise<readonly Outcome<T>[]> {
  return Promise.all(outcomes.map((outcome) => Promise.resolve(outcome)));
}

async function tell<T>(asker: Asker<T>, answer: Promise<Outcomes<T>>): Promise<void> {
  const [outcome] = await answer;
  if (outcome) asker.settle(await outcome);
}

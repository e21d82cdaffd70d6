import type { Channel } from './classify.js';
import type { NearCache } from './near-cache.js';

/**
 * Tells the cache of every change for as long as the driver has to do with it, and not only until its caller has left:
 * what was cut off may still be made.
 */
export function invalidating(channel: Channel, cache: NearCache): Channel {
  const { writeNow, increment, touch, take } = channel;

  async function during<R>(key: string, change: () => Promise<R>): Promise<R> {
    cache.changeBegan(key);
    try {
      return await change();
    } finally {
      cache.changeEnded(key);
    }
  }

  return {
    ...channel,
    async write(changes, call) {
      for (const { key } of changes) cache.changeBegan(key);
      const outcomes = await channel.write(changes, call);
      return outcomes.map((outcome, index) => {
        const ended = () => {
          cache.changeEnded(changes[index]?.key ?? '');
        };
        if ('then' in outcome) return outcome.finally(ended);
        ended();
        return outcome;
      });
    },
    ...(writeNow && {
      writeNow: (change, call) => {
        cache.changeBegan(change.key);
        const outcome = writeNow(change, call);
        cache.changeEnded(change.key);
        return outcome;
      },
    }),
    swap: (change, expected, call) => during(change.key, () => channel.swap(change, expected, call)),
    ...(increment && {
      increment: (key, by, expiresAt, call) => during(key, () => increment(key, by, expiresAt, call)),
    }),
    ...(touch && { touch: (key, expiresAt, call) => during(key, () => touch(key, expiresAt, call)) }),
    ...(take && { take: (key, call) => during(key, () => take(key, call)) }),
  };
}

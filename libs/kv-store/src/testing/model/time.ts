import { type Command } from './command.js';

const nothing = Promise.resolve();

export function advance(ms: number): Command {
  return {
    keys: [],
    order: 'alone',
    begin: ({ clock }) => {
      clock.advance(ms);
      return { answer: nothing, judge: () => undefined };
    },
    toString: () => `advance ${ms} ms`,
  };
}

/** To the moment at which the entry expires, or so many milliseconds past it. */
export function advanceToExpiry(key: string, past: number): Command {
  return {
    keys: [],
    order: 'alone',
    begin: ({ clock, model }) => {
      const expiresAt = model.live(key)?.expiresAt ?? -Infinity;
      clock.advance(Math.max(0, expiresAt + past - clock.now()));
      return { answer: nothing, judge: () => undefined };
    },
    toString: () => `advance to expiry of ${key} ${past >= 0 ? '+' : ''}${past} ms`,
  };
}

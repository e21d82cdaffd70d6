import { type Command, type ForeignItem, print } from './command.js';

/** An item as another program writes it: `ttl` in seconds from now, if it has one. */
export function foreignPut(key: string, item: ForeignItem): Command {
  return {
    keys: [key],
    order: 'own',
    begin: ({ others, clock, model }) => {
      if (!others) throw new Error('this world has no other program');
      const ttl = item.ttl === undefined ? undefined : Math.floor(clock.now() / 1_000) + item.ttl;
      return {
        answer: others.put(key, { ...item, ...(ttl !== undefined && { ttl }) }),
        judge: () => {
          const form = item.form === 'number' ? 'text' : item.form;
          const expiresAt = ttl === undefined || item.ttlAs === 'text' ? undefined : ttl * 1_000;
          model.put(key, item.value, expiresAt, form);
        },
      };
    },
    toString: () => `another program puts ${key} ${print(item)}`,
  };
}

/** Another program moves the expiry in place, or takes it away: far from any of ours, so that the two never agree. */
export function foreignTtl(key: string, seconds: number | undefined): Command {
  return {
    keys: [key],
    order: 'own',
    begin: ({ others, clock, model }) => {
      if (!others?.setTtl) throw new Error('this world has no other program that sets a ttl');
      const ttl = seconds === undefined ? undefined : Math.floor(clock.now() / 1_000) + seconds;
      const entry = model.live(key);
      return {
        answer: entry ? others.setTtl(key, ttl) : Promise.resolve(),
        judge: () => {
          if (entry) entry.expiresAt = ttl === undefined ? undefined : ttl * 1_000;
        },
      };
    },
    toString: () => `another program sets the ttl of ${key} ${print(seconds)}`,
  };
}

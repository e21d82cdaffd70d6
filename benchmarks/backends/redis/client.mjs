import { createClient } from '@redis/client';

/** Redis's own client as a store, one command a call. */
export async function openClient({ url }, database, settings) {
  const client = createClient({ url, database, ...settings });
  await client.on('error', () => undefined).connect();
  return {
    client,
    get: (key) => client.get(key),
    set: (key, value, ttl) => client.set(key, value, ttl),
    getMany: (keys) => Promise.all(keys.map((key) => client.get(key))),
  };
}

/** In the words of its SET. */
export const ttl = { expiration: { type: 'PX', value: 3_600_000 } };

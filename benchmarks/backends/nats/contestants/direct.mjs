import { openRaw } from '../raw.mjs';

export default {
  name: '@nats-io/kv, reads of any replica',
  url: import.meta.url,
  without: ['set with ttl'],
  open: (connection, place) => openRaw(connection, `bench-${place}`),
};

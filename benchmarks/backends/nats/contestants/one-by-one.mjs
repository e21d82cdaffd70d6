// Answered by the leader, as a strong read must be: else any replica answers, which may not have heard of a write yet.
import { openRaw } from '../raw.mjs';

export default {
  name: '@nats-io/kv, strong reads',
  url: import.meta.url,
  without: ['set with ttl'],
  open: (connection, place) => openRaw(connection, `bench-${place}`, { allow_direct: false }),
};

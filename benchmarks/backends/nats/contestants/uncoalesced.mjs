import { createKvStore } from 'nestjs-kv-store';

export default {
  name: 'nestjs-kv-store, `coalesce: false`',
  url: import.meta.url,
  ttl: { ttl: 3_600_000 },
  open: ({ servers }, place) =>
    createKvStore({ driver: 'nats', servers, bucket: `bench-${place}`, coalesce: false }),
};

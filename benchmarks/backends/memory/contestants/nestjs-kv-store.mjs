import { createKvStore } from 'nestjs-kv-store';

export default {
  name: 'nestjs-kv-store',
  url: import.meta.url,
  ttl: { ttl: 3_600_000 },
  open: () => createKvStore({ driver: 'memory' }),
};

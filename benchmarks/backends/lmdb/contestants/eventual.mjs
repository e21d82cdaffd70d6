import { createKvStore } from 'nestjs-kv-store';

export default {
  name: 'nestjs-kv-store, eventual reads',
  url: import.meta.url,
  ttl: { ttl: 3_600_000 },
  open: ({ path }, place) =>
    createKvStore({
      driver: 'lmdb',
      path: `${path}/${place}`,
      sync: 'survives-power-loss',
      consistency: 'eventual',
    }),
};

import { createKvStore } from 'nestjs-kv-store';

export default {
  name: 'nestjs-kv-store, `coalesce: false`',
  url: import.meta.url,
  ttl: { ttl: 3_600_000 },
  open: (connection, place) =>
    createKvStore({
      driver: 'dynamodb',
      table: `bench-${place}`,
      createTable: true,
      coalesce: false,
      ...connection,
    }),
};

import { createKvStore } from 'nestjs-kv-store';

export default {
  name: 'nestjs-kv-store, `coalesce: false`',
  url: import.meta.url,
  open: (connection, table) =>
    createKvStore({ driver: 'dynamodb', table, createTable: true, coalesce: false, ...connection }),
};

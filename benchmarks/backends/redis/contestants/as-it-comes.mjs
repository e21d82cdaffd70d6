import { openClient, ttl } from '../client.mjs';

export default {
  name: '@redis/client as it comes',
  url: import.meta.url,
  ttl,
  open: (connection, database) => openClient(connection, database),
};

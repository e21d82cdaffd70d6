// Without its time limit, which is an AbortSignal for each command and costs five times what all else does.
import { openClient, ttl } from '../client.mjs';

export default {
  name: '@redis/client, timeout off',
  url: import.meta.url,
  ttl,
  open: (connection, database) =>
    openClient(connection, database, { commandOptions: { timeout: undefined } }),
};

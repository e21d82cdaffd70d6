// As its README opens it, with the connections that all have. `cacheMiddleware` its client refuses, and it has no option
// for strong reads.
import { createKeyv } from '@keyv/dynamo';

import { requestHandler } from '../client.mjs';

export default {
  name: 'Keyv with @keyv/dynamo',
  url: import.meta.url,
  ttl: 3_600_000,
  async open(connection, place) {
    const keyv = createKeyv({ tableName: `bench-${place}`, ...connection, requestHandler });
    // A failure is no miss.
    keyv.throwOnErrors = true;
    await keyv.store.tableReady;
    return keyv;
  },
};

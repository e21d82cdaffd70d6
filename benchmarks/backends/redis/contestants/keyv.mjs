import { createKeyv } from '@keyv/redis';

export default {
  name: 'Keyv with @keyv/redis',
  url: import.meta.url,
  ttl: 3_600_000,
  // As its README opens it; without a namespace, which it says is quicker. A failure is no miss.
  open: ({ url }, database) => Object.assign(createKeyv(`${url}/${database}`), { throwOnErrors: true }),
};

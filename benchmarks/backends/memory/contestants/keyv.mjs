import { Keyv } from 'keyv';

export default {
  name: "Keyv's Map",
  url: import.meta.url,
  ttl: 3_600_000,
  open: () => new Keyv(),
};

import { Keyv } from 'keyv';

export default {
  name: "Keyv's Map, serialization off",
  url: import.meta.url,
  ttl: 3_600_000,
  open: () => Object.assign(new Keyv(), { serialize: undefined, deserialize: undefined }),
};

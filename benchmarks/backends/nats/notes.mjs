export const notes = `Equal for all: one connection, no TLS, a bucket of its own, in files, one replica.

Not equal:

- "strong reads" is a bucket with \`allow_direct: false\`, so that the leader of its stream answers, as it answers nestjs-kv-store. "reads of any replica" is what \`@nats-io/kv\` does as it comes: a replica may not have heard yet of a write that was acknowledged.
- \`@nats-io/kv\` can set a time to live where it creates a key, not where it puts one, so set with ttl has nobody to be compared with.
- NATS has no request for several keys: there are no batches by hand, and \`coalesce\` shares reads of one key and nothing else.
- nestjs-kv-store stores a token with each value and ends each call by its deadline.

Left out: on npm there is no adapter for NATS of Keyv, and neither unstorage 1.17 nor cache-manager 7 has one.`;

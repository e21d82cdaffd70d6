export const notes = `Equal for all: the AWS SDK's version, up to 256 connections kept open, no TLS.

Not equal:

- Keyv's reads are eventually consistent, and cannot be made strong; the others' are strong. That spares no work here; at Amazon an eventual read costs half.
- All but Keyv have the AWS SDK's \`cacheMiddleware\` on; the document client that Keyv uses refuses it.
- Keyv wraps each value in JSON of its own, and with it stores an expiry: what was set without a ttl is gone after six hours.
- nestjs-kv-store stores a version token with each value, checks keys and values, ends each call by its deadline, and decides expiry to the millisecond. One by one and by hand nothing of that is done: an entry that has expired is read until DynamoDB removes it, which may take days.
- By hand a batch holds as many keys as DynamoDB allows: 100 to read, 25 to write, each batch awaited before its caller makes another.

Left out: unstorage 1.17 has no driver for DynamoDB. cache-manager would stand on Keyv's adapter, and cost what that costs and its own.`;

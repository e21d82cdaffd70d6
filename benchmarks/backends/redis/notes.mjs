export const notes = `Equal for all: one connection, no TLS, no prefix before the keys, a database of its own, plain strings; the server keeps nothing on disk. "requests each" are commands.

Not equal:

- \`@redis/client\` 6 makes an \`AbortSignal.timeout\` for each command as it comes. nestjs-kv-store switches that off, as do "timeout off" and "by hand".
- \`@redis/client\` sends what is called side by side as one pipeline by itself; ioredis does with \`enableAutoPipelining\`, which it has here, and unstorage, which stands on it, too.
- Keyv and cache-manager bring \`@redis/client\` 5, which has no such time limit. Keyv wraps each value in JSON of its own. cache-manager stands on Keyv. unstorage needs ioredis 5, so that is the ioredis here.
- By hand: MGET and MSET of 100. There is no MSET with a ttl, so a set with ttl is a pipeline of 100.
- nestjs-kv-store tells a value of another Redis type from a missing one, checks keys and values and ends each call by its deadline; the others do not.
- With one in flight, a contestant that the system happens to run on the server's own core answers two to three times as fast, and one may have that luck for a whole run: look at the least and the most.`;

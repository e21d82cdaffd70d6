export const notes = `Equal for all: lmdb's version, a directory of its own in the system's folder for temporary files (TMPDIR names another; in memory, as tmpfs is, flushing costs nothing), \`encoding: 'string'\`, \`overlappingSync\`, which is lmdb's default. What was answered is flushed to the disk, but for those that say "unflushed".

Not equal:

- lmdb reads in the calling turn: \`db.get(key)\` gives the value itself. The raw contestant has it behind one async function, as whoever wants to swap it for a server must.
- It reads what it saw at the beginning of the turn of the event loop: what another process has written meanwhile it does not see. nestjs-kv-store does, unless its reads are eventual: the look costs 2 µs, once for all that is asked for together. It also looks in each transaction whether another process has set back LMDB's meta pages, which costs each request 2.5 µs.
- lmdb has no ttl. nestjs-kv-store keeps one, a version and a head with each value, checks keys and values, and looks whether there is room.
- By hand a hundred gets follow each other in one function, and a hundred puts are awaited together. lmdb's own \`getMany\` fetches pages by a thread first, which pays on cold disks alone.
- Prometheus is the observer of \`nestjs-kv-store/prometheus\`, in a store that Nest made.
- unstorage's driver for files, a file for each key, flushes nothing and knows no ttl. Keyv's Map is in memory and durable in nothing: it is here for the target.

Left out: on npm there is no adapter for LMDB of Keyv that is kept, and neither unstorage 1.17 nor cache-manager 7 has one.`;

export const notes = `Equal for all: no bound, nothing is evicted.

Not equal:

- \`new Keyv()\` as it comes stores JSON text in its Map, and parses it at each read. With \`serialize\` and \`deserialize\` undefined it stores the values themselves; so does cache-manager, which is on such a Keyv. For texts, which nobody can change, that comes to the same; objects would be shared with the caller.
- nestjs-kv-store stores texts, keeps a version for conditional changes and the order of what came when for lists, and removes what has expired by itself; Keyv and cache-manager remove it when it is next read. unstorage's driver has no ttl.
- unstorage's \`getItem\` parses what looks like JSON; the values here do not.
- "nothing" gives the value out of an array, and so shows what the harness itself takes of the others' figures: the loop, the draw of a key, the await, the comparison. "Map" is the least that a store could take.
- None of these calls leaves the microtask queue, so with 256 callers each is waited for by the others, and nothing else in the process runs. Others are ahead here because they do less; a server's answer takes a hundred times as long.`;

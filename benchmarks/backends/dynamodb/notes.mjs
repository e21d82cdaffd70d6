/** What a reader of the tables must know, to be told with them. */
export const notes = ({ count, rounds, milliseconds, warmUp }) => `## How to read this

**bold** is the median of ${rounds} rounds, with the least and the most in brackets. Each block of a round took ${milliseconds} ms, after a warm-up of ${warmUp} ms for each load, six times as long with one in flight. "CPU µs each" is the time of all processor cores, in the program and in the kernel, that the client's process took for one get or set; the server's is not in it. "CPU / …" is the median of the rounds' ratios: 0.1 is a tenth.

What is the same for all:

- "256 in flight" are 256 callers, each of which awaits its answer before it asks again. By hand there are as many batches: for 64, one BatchGetItem of 64 keys, or BatchWriteItems of 25, 25 and 14; for 256, three BatchGetItems of 100 at once, or ten BatchWriteItems of 25.
- Values are JSON text of 200 bytes under ${count} keys, picked at random. No key is in flight twice, so no read is shared, and a caller's write never waits for another's.
- Every value read is compared with the one last written. Of the writes of each block 20 are read back at once, the others when later reads meet them.
- The AWS SDK's version, up to 256 connections kept open, no TLS.
- Each contestant has a process of its own that lives through all rounds, so none pays for another's garbage or slows down another's compiled code. Collections of garbage count.
- The blocks of one load follow each other, in an order that shifts from round to round.

What is not the same:

- Keyv reads are eventually consistent, and cannot be made strong; the others are strong. That spares no work here; at Amazon an eventual read costs half.
- All but Keyv have the AWS SDK's \`cacheMiddleware\` on; the document client that Keyv uses refuses it.
- Keyv wraps each value in JSON of its own, and with it stores an expiry: what was set without a ttl is gone after six hours.
- nestjs-kv-store stores a version token with each value, checks keys and values, and ends each call by its deadline. By hand and one by one nothing of that is done.
- Batches by hand need somebody who has all keys at once. The others are asked for one key at a time.

The stub and the client share this machine with everything else that runs on it, so figures of two runs differ by a tenth, and twofold or more where others keep its cores busy; the ratios within a run are steadier. The run itself makes a load average of about 2.
`;

// One contestant, in a process of its own: neither the others' garbage nor what the compiler learnt of their calls
// touches it. Started by run.mjs and growth.mjs with the URL of the contestant's module.
import { Entries } from './entries.mjs';
import { fill, measure, readBack } from './measure.mjs';
import { answer } from './processes.mjs';

const { default: contestant } = await import(process.argv[2]);
/** By the length of their values. */
const entries = new Map();
let store;
let last;

answer({
  async open(connection, place) {
    store = await contestant.open(connection, place);
  },
  async fill(valueBytes, count) {
    entries.set(valueBytes, new Entries(count, valueBytes));
    await fill(store, entries.get(valueBytes));
  },
  async measure({ valueBytes, ...block }) {
    const those = entries.get(valueBytes);
    const { written, ...sample } = await measure(store, those, { ...block, ttl: contestant.ttl });
    last = { those, written };
    return sample;
  },
  readBack: () => readBack(store, last.those, last.written),
  /** As many reads of one key, called in one go. */
  async readTogether(valueBytes, count) {
    const { keys, values } = entries.get(valueBytes);
    const read = await Promise.all(Array.from({ length: count }, () => store.get(keys[0])));
    if (read.some((value) => value !== values[0])) throw new Error('A value is not what was last written.');
  },
  /** Bytes in use once what nobody needs is gone. For a process with --expose-gc. */
  heap() {
    globalThis.gc();
    return process.memoryUsage().heapUsed;
  },
});

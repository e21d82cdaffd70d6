// One contestant, in a process of its own: neither the others' garbage nor what the compiler learnt of their calls
// touches it. Started by bench.mjs with the URL of the contestant's module.
import { Entries } from './entries.mjs';
import { fill, measure, readBack } from './measure.mjs';
import { answer } from './processes.mjs';

const [, , url, count] = process.argv;
const { default: contestant } = await import(url);
const entries = new Entries(Number(count));
let store;
let writtenLast = [];

answer({
  async open(connection, table) {
    store = await contestant.open(connection, table);
    await fill(store, entries);
  },
  async measure(block) {
    const { written, ...sample } = await measure(store, entries, block);
    writtenLast = written;
    return sample;
  },
  readBack: () => readBack(store, entries, writtenLast),
});

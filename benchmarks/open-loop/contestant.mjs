// One contestant, in a process of its own, whose calls come when they are due, whatever it does meanwhile. Started by
// run.mjs with the URL of the contestant's module.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { Entries } from '../lib/entries.mjs';
import { fill, measure, readBack } from '../lib/measure.mjs';
import { answer } from '../lib/processes.mjs';
import { arrivals } from './arrivals.mjs';
import { clock } from './clock.mjs';

const { default: contestant } = await import(process.argv[2]);
const metronome = spawn(process.execPath, [fileURLToPath(new URL('metronome.mjs', import.meta.url))], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
/** From one entry to the next: a prime, so that all have their turn, and far from one, as in no order. */
const stride = 7_919;
/** Milliseconds until the first call may be due. */
const leadIn = 50;

let store;
let entries;
let drawn = 0;
let writtenLast = [];

answer({
  async open(connection, place, count) {
    store = await contestant.open(connection, place);
    entries = new Entries(count);
    await fill(store, entries);
  },
  /** Busy, and then not: who coalesces has sent hardly a request for one key until then, and not compiled that way. */
  async warmUp(operation, milliseconds) {
    const sizes = Array.from({ length: 16 }, () => 1);
    await measure(store, entries, { operation, sizes, milliseconds });
    await run({ operation, rate: 300, milliseconds: 2 * milliseconds, seed: 0 });
  },
  run,
  readBack: () => readBack(store, entries, writtenLast),
});

/**
 * Resolves with what a block took of this process, and with the microseconds from the moment when each call was due
 * until it was answered, however late it was made. Only what was answered counts in `perSecond`.
 */
async function run({ operation, ...block }) {
  const due = arrivals(block);
  const latencies = [];
  const written = [];
  let timeouts = 0;
  let mostInFlight = 0;
  const startAt = clock() + leadIn;
  const cpuBefore = process.cpuUsage();

  await new Promise((resolve, reject) => {
    let made = 0;
    const call = async (dueAt) => {
      const index = draw();
      made += 1;
      mostInFlight = Math.max(mostInFlight, made - latencies.length);
      try {
        await operations[operation](index);
        if (operation === 'set') written.push(index);
      } catch (error) {
        // Of what is asked more than it can do; anything else is wrong.
        if (error.code !== 'TIMEOUT') reject(error);
        timeouts += 1;
      }
      latencies.push(Math.ceil((clock() - startAt - dueAt) * 1_000));
      if (latencies.length === due.length) resolve();
    };
    let told = 0;
    // Several at once where they were due while this process was busy, and only there. Each then has a turn of its own,
    // after all that the one before does at once, as calls from different sockets have: callers who know nothing of
    // each other do not call in one go.
    const tell = ({ length }) => {
      for (const until = told + length; told < until; told += 1) setImmediate(call, due[told]);
      if (told === due.length) metronome.stdout.off('data', tell);
    };
    metronome.stdout.on('data', tell);
    metronome.stdin.write(`${JSON.stringify({ ...block, startAt })}\n`);
  });

  const { user, system } = process.cpuUsage(cpuBefore);
  const perSecond = ((due.length - timeouts) / (clock() - startAt)) * 1_000;
  // Where it is not known what an entry holds, since it was written twice at a time, there is nothing to read back.
  const isKnown = timeouts === 0 && mostInFlight < entries.keys.length;
  writtenLast = isKnown ? written.slice(-20) : [];
  return { perSecond, cpu: (user + system) / due.length, latencies };
}

/** None is in flight twice, unless as many are in flight as there are entries. */
function draw() {
  drawn += 1;
  return (drawn * stride) % entries.keys.length;
}

const operations = {
  async get(index) {
    if ((await store.get(entries.keys[index])) !== entries.values[index]) {
      throw new Error(`${entries.keys[index]} is not what was last written.`);
    }
  },
  set: (index) => store.set(entries.keys[index], entries.renew(index)),
};

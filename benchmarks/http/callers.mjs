// The load generator, in a process of its own: so many callers, each of which asks again when it has its answer.
import { Entries } from '../lib/entries.mjs';
import { answer } from '../lib/processes.mjs';
import { percentilesOf } from '../open-loop/latencies.mjs';
import { Caller } from './caller.mjs';

const [url, connections, count] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const entries = new Entries(count);

/** How much of each load is a PUT. */
const puts = { GET: 0, PUT: 1, '90/10': 0.1 };

answer({ fill: () => withCallers(fill), run, cpu: () => process.cpuUsage() });

/**
 * Callers that have connected one after the other, before anything counts. Node accepts one connection in a turn of its
 * event loop: where turns are long with the calls of those that came first, the last of 256 wait for ten seconds, and
 * what is measured are fewer connections. So no load generator that opens all at once would do.
 */
async function withCallers(work) {
  const callers = Array.from({ length: connections }, () => new Caller(url));
  for (const caller of callers) await caller.open();
  try {
    return await work(callers);
  } finally {
    await Promise.all(callers.map((caller) => caller.close()));
  }
}

/** Each stores its own entries. */
async function fill(callers) {
  await Promise.all(
    callers.map(async (caller, slot) => {
      for (let index = slot; index < entries.keys.length; index += callers.length) {
        await caller.set(entries.keys[index], entries.renew(index));
      }
    }),
  );
}

/** Resolves with what the callers saw. Throws where an answer was not what was last stored. */
function run(load, milliseconds) {
  return withCallers(async (callers) => {
    /** Microseconds. */
    const latencies = [];
    let running = true;
    setTimeout(() => (running = false), milliseconds);
    const startedAt = performance.now();
    await Promise.all(
      callers.map(async (caller, slot) => {
        while (running) {
          const index = entries.draw(slot, callers.length);
          const askedAt = performance.now();
          await (Math.random() < puts[load] ? put(caller, index) : get(caller, index));
          latencies.push(Math.ceil((performance.now() - askedAt) * 1_000));
        }
      }),
    );
    const elapsed = performance.now() - startedAt;
    return { calls: latencies.length, elapsed, ...percentilesOf(latencies, { p50: 50, p99: 99 }) };
  });
}

const put = (caller, index) => caller.set(entries.keys[index], entries.renew(index));

async function get(caller, index) {
  if ((await caller.get(entries.keys[index])) !== entries.values[index]) {
    throw new Error(`${entries.keys[index]} is not what was last stored.`);
  }
}

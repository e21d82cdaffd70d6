// Contestants in turn, round by round, each called at the same moments of its block as the others of the round.
import { startProcess } from '../lib/processes.mjs';
import { percentilesOf } from './latencies.mjs';

/** Who answers fewer of the calls in their time cannot keep up, and is called no more often. */
const enough = 0.8;

/**
 * Resolves with `{ operation, rate, contestant, samples, calls, p999 }`: a sample for each round, the number of calls
 * of all rounds and a percentile of them; or with `{ operation, rate, contestant, perSecond }` for who could not keep up.
 */
export async function run(server, backend, { operations, rounds, warmUp, millisecondsOf, progress }) {
  const racers = backend.contestants.map(({ name, url }) => ({ name, child: start(url) }));
  const all = (ask) => Promise.all(racers.map(ask));
  const results = [];
  try {
    progress('all write their entries');
    await all(({ child }, place) => child.ask('open', server.connection, place, backend.keys));
    for (const operation of operations) {
      progress(`all warm up together: ${operation}`);
      await all(({ child }) => child.ask('warmUp', operation, warmUp));
      let able = racers;
      for (const rate of backend.rates) {
        const say = (what) => progress(`${operation} at ${rate} a second, ${what}`);
        const block = { operation, rate, milliseconds: millisecondsOf(rate) };
        const { unable, samples } = await race(server, able, block, { rounds, say });
        able = able.filter((racer) => !unable.has(racer));
        for (const racer of racers) {
          const result = { operation, rate, contestant: racer.name };
          if (unable.has(racer)) results.push({ ...result, perSecond: unable.get(racer) });
          if (samples.has(racer)) results.push({ ...result, ...summed(samples.get(racer)) });
        }
      }
    }
    return results;
  } finally {
    await all(({ child }) => child.stop());
  }
}

/** Resolves with who could not keep up, and how many calls a second they answered, and with the samples of the others. */
async function race(server, racers, block, { rounds, say }) {
  const unable = new Map();
  const samples = new Map();
  const sampleIn = (racer, round) => sampleOf(server, racer, { ...block, seed: block.rate + round });
  say('a trial');
  for (const racer of racers) {
    const { perSecond, latencies } = await sampleIn(racer, 0);
    const due = (latencies.length / block.milliseconds) * 1_000;
    if (perSecond < enough * due) unable.set(racer, perSecond);
    else samples.set(racer, []);
  }
  for (let round = 1; round <= rounds && samples.size > 0; round += 1) {
    say(`round ${round} of ${rounds}`);
    for (const racer of rotated([...samples.keys()], round)) {
      samples.get(racer).push(await sampleIn(racer, round));
    }
  }
  return { unable, samples };
}

const start = (url) => startProcess(new URL('contestant.mjs', import.meta.url), { args: [url] });

async function sampleOf(server, { child }, block) {
  const before = await server.requests?.();
  const sample = await child.ask('run', block);
  const after = await server.requests?.();
  await child.ask('readBack');
  return { ...sample, ...(server.requests && { requests: (after - before) / sample.latencies.length }) };
}

/** Each sample with percentiles in place of its latencies. One round has too few calls to tell one in a thousand. */
function summed(samples) {
  const latencies = samples.flatMap((sample) => sample.latencies);
  return {
    samples: samples.map(({ latencies, ...sample }) => ({
      ...sample,
      ...percentilesOf(latencies, { p50: 50, p99: 99 }),
    })),
    calls: latencies.length,
    ...percentilesOf(latencies, { p999: 99.9 }),
  };
}

function rotated(list, by) {
  const first = by % list.length;
  return [...list.slice(first), ...list.slice(0, first)];
}

// Runs contestants against a server: blocks of all of them in turn, round by round, so that what the machine does
// meanwhile hits all alike.
import { shortName, sizesOf } from './loads.mjs';
import { startProcess } from './processes.mjs';

/** Keys of values that are this long: all together some megabytes, and twice as many as are in flight at the least. */
const countOf = (valueBytes, most) => Math.max(128, Math.min(most, Math.floor(4_000_000 / valueBytes)));

/**
 * Resolves with the samples of each contestant at each load, one for each round: `{ load, contestant, samples }`, where
 * `contestant` is its name.
 */
export async function run(server, contestants, loads, { keys, rounds, milliseconds, warmUp, progress }) {
  const results = loads.flatMap((load) =>
    contestants.flatMap((contestant) => {
      const sizes = sizesOf(contestant, load);
      return sizes ? [{ load, contestant, sizes, samples: [] }] : [];
    }),
  );
  const processes = new Map(contestants.map((contestant) => [contestant, start(contestant)]));
  const processOf = ({ contestant }) => processes.get(contestant);
  const all = (ask) => Promise.all([...processes.values()].map(ask));
  try {
    progress('all write their entries');
    await all((child, index) => child.ask('open', server.connection, index));
    for (const valueBytes of new Set(loads.map((load) => load.valueBytes))) {
      await all((child) => child.ask('fill', valueBytes, countOf(valueBytes, keys)));
    }
    for (const load of loads) {
      progress(`all warm up together: ${shortName(load)}`);
      // One at a time they make few calls a second, and the compiler is done after some thousands.
      const time = load.inFlight === 1 ? 6 * warmUp : warmUp;
      await Promise.all(
        of(load, results).map((result) => processOf(result).ask('measure', blockOf(result, time))),
      );
    }
    for (let round = 1; round <= rounds; round += 1) {
      for (const load of loads) {
        progress(`round ${round} of ${rounds}: ${shortName(load)}`);
        for (const result of rotated(of(load, results), round)) {
          result.samples.push(await sampleOf(server, processOf(result), blockOf(result, milliseconds)));
        }
      }
    }
    return results.map(({ load, contestant, samples }) => ({ load, contestant: contestant.name, samples }));
  } finally {
    await all((child) => child.stop());
  }
}

const start = ({ url }) => startProcess(new URL('contestant.mjs', import.meta.url), { args: [url] });

const of = (load, results) => results.filter((result) => result.load === load);

function blockOf({ load: { operation, valueBytes }, sizes }, milliseconds) {
  return { operation, valueBytes, sizes, milliseconds };
}

async function sampleOf(server, child, block) {
  const before = await server.requests?.();
  const { operations, ...sample } = await child.ask('measure', block);
  const after = await server.requests?.();
  await child.ask('readBack');
  return { ...sample, ...(server.requests && { requests: (after - before) / operations }) };
}

function rotated(list, by) {
  const first = by % list.length;
  return [...list.slice(first), ...list.slice(0, first)];
}

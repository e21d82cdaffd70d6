// Runs contestants against servers: blocks of all of them in turn, round by round, so that what the machine does
// meanwhile hits all alike.
import { startProcess } from './processes.mjs';

/**
 * Resolves with the samples of each contestant at each load, one for each round: `{ load, contestant, samples }`.
 * A contestant without `sizesOf` has as many callers as are in flight, one key each.
 */
export async function runOn(server, contestants, loads, { count, rounds, milliseconds, warmUp, progress }) {
  const results = loads.flatMap((load) =>
    contestants.flatMap((contestant) => {
      const sizes = sizesOf(contestant, load);
      return sizes ? [{ load, contestant, sizes, samples: [] }] : [];
    }),
  );
  const processes = new Map(contestants.map((contestant) => [contestant, start(contestant, count)]));
  const blockOf = ({ load, sizes }, time) => ({ operation: load.operation, sizes, milliseconds: time });
  try {
    progress(`${server.name}: all write their entries`);
    await Promise.all(
      [...processes.values()].map((child, index) => child.ask('open', server.connection, `bench-${index}`)),
    );
    for (const load of loads) {
      progress(`${server.name}: all warm up together, ${load.operation} at ${load.inFlight} in flight`);
      // One at a time they make few calls a second, and the compiler is done after some thousands.
      const time = load.inFlight === 1 ? 6 * warmUp : warmUp;
      await Promise.all(
        of(load, results).map((result) =>
          processes.get(result.contestant).ask('measure', blockOf(result, time)),
        ),
      );
    }
    for (let round = 1; round <= rounds; round += 1) {
      for (const load of loads) {
        progress(
          `${server.name}: round ${round} of ${rounds}, ${load.operation} at ${load.inFlight} in flight`,
        );
        for (const result of rotated(of(load, results), round)) {
          const child = processes.get(result.contestant);
          result.samples.push(await sampleOf(server, child, blockOf(result, milliseconds)));
        }
      }
    }
    return results;
  } finally {
    await Promise.all([...processes.values()].map((child) => child.stop()));
  }
}

function start({ url }, count) {
  return startProcess(new URL('contestant.mjs', import.meta.url), { args: [url, String(count)] });
}

const of = (load, results) => results.filter((result) => result.load === load);

async function sampleOf(server, child, block) {
  const before = await server.requests?.();
  const { operations, ...sample } = await child.ask('measure', block);
  const after = await server.requests?.();
  await child.ask('readBack');
  return { ...sample, ...(server.requests && { requests: (after - before) / operations }) };
}

function sizesOf(contestant, { operation, inFlight }) {
  if (contestant.sizesOf) return contestant.sizesOf(operation, inFlight);
  return Array.from({ length: inFlight }, () => 1);
}

function rotated(list, by) {
  const first = by % list.length;
  return [...list.slice(first), ...list.slice(0, first)];
}

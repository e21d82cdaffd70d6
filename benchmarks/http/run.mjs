// Demos in turn, round by round, each with a load generator that knows what it has stored there.
import { startProcess } from '../lib/processes.mjs';
import { startDemo } from './demo.mjs';

const entriesPerConnection = 20;

const contestants = [
  { name: 'the demo', table: 'bench-coalesced', env: {} },
  { name: 'the demo, `KV_COALESCE=false`', table: 'bench-uncoalesced', env: { KV_COALESCE: 'false' } },
];

/** Resolves with `{ load, contestant, samples }`: a sample for each round. `stub` is the process of the DynamoDB. */
export async function run(stub, { loads, rounds, milliseconds, warmUp, connections, profiles, progress }) {
  const endpoint = `http://127.0.0.1:${await stub.ask('port')}`;
  const racers = [];
  try {
    for (const { name, table, env } of contestants) {
      progress(`${name} starts, stores its entries and warms up`);
      const racer = await start(name, { ...env, KV_TABLE: table, DYNAMODB_ENDPOINT: endpoint });
      racers.push(racer);
      await racer.callers.ask('fill');
      for (const load of loads) await racer.callers.ask('run', load, warmUp);
    }
    const results = loads.flatMap((load) => racers.map((racer) => ({ load, racer, samples: [] })));
    for (let round = 1; round <= rounds; round += 1) {
      for (const load of loads) {
        const those = results.filter((result) => result.load === load);
        for (const { racer, samples } of round % 2 === 0 ? those : those.toReversed()) {
          progress(`round ${round} of ${rounds}: ${load}, ${racer.name}`);
          samples.push(await sampleOf(stub, racer, load, milliseconds));
        }
      }
    }
    return results.map(({ load, racer, samples }) => ({ load, contestant: racer.name, samples }));
  } finally {
    for (const { callers, demo } of racers) {
      await callers.stop();
      await demo.stop();
    }
  }

  async function start(name, env) {
    const profile = profiles ? ['--cpu-prof', `--cpu-prof-dir=${profiles}`] : [];
    const demo = await startDemo({ KV_DRIVER: 'dynamodb', ...env }, profile);
    const args = [demo.url, connections, connections * entriesPerConnection].map(String);
    const callers = startProcess(new URL('callers.mjs', import.meta.url), { args, execArgv: [] });
    return { name, demo, callers };
  }
}

/** What the callers saw, and the CPU of each of the three: of the demo for each call, and of all as a share of a core. */
async function sampleOf(stub, { demo, callers }, load, milliseconds) {
  const look = async () => ({
    demo: await demo.cpu(),
    stub: await cpuOf(stub),
    callers: await cpuOf(callers),
    requests: await stub.ask('requests'),
  });
  const before = await look();
  const { calls, elapsed, ...seen } = await callers.ask('run', load, milliseconds);
  const after = await look();
  const took = (name) => after[name] - before[name];
  const share = (name) => took(name) / 1_000 / elapsed;
  return {
    ...seen,
    perSecond: (calls / elapsed) * 1_000,
    cpu: took('demo') / calls,
    requests: took('requests') / calls,
    shares: { demo: share('demo'), stub: share('stub'), callers: share('callers') },
  };
}

async function cpuOf(child) {
  const { user, system } = await child.ask('cpu');
  return user + system;
}

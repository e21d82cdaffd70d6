// `npm run bench`: nestjs-kv-store beside raw clients and peers, a back end after the other.
import { backends } from './backends/index.mjs';
import { optionsOf } from './lib/options.mjs';
import { run } from './lib/run.mjs';
import { table } from './lib/table.mjs';

const options = optionsOf(process.argv.slice(2));
const startedAt = performance.now();
const say = (what) => {
  const seconds = Math.round((performance.now() - startedAt) / 1_000);
  process.stderr.write(`${String(seconds).padStart(4)} s  ${what}\n`);
};

for (const backend of backends.filter(options.wantsBackend)) {
  const server = await backend.start(options);
  if (server.missing) { say('missing ' + server.missing); continue; }
  try {
    const progress = (what) => say(`${backend.name}: ${what}`);
    const results = (await run(server, backend.contestants.filter(options.wantsContestant), options.loads, {
      ...options,
      keys: backend.keys,
      progress,
    })).map((r) => ({ ...r, contestant: r.contestant.name }));
    process.stdout.write(`\n## ${backend.title} (${server.version})\n\n`);
    for (const operation of new Set(options.loads.map((l) => l.operation))) {
      process.stdout.write(`### ${operation}\n\n${table(results.filter((r) => r.load.operation === operation), 'nestjs-kv-store')}\n\n`);
    }
  } finally {
    await server.stop();
  }
}

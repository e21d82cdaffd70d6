// `npm run bench`: nestjs-kv-store beside raw clients and its peers, one back end after the other.
import { backends } from './backends/index.mjs';
import { environment, loadAverage } from './lib/environment.mjs';
import { optionsOf } from './lib/options.mjs';
import { report } from './lib/report.mjs';
import { aligned, keepReport, keepSamples } from './lib/results.mjs';
import { run } from './lib/run.mjs';
import { say } from './lib/say.mjs';
import { targetTable } from './lib/target-table.mjs';
import { targets } from './targets.mjs';

const options = optionsOf(process.argv.slice(2), backends);
const loadBefore = loadAverage();
/** By the name of their back end. */
const results = {};
const missing = [];

for (const backend of options.backends) {
  const server = await backend.start(options);
  if (server.missing) {
    missing.push(`!!! LEFT OUT: ${backend.name}. ${server.missing}`);
    say(missing.at(-1));
    continue;
  }
  try {
    const contestants = backend.contestants.filter(options.wantsContestant);
    results[backend.name] = await run(server, contestants, options.loads, {
      ...options,
      keys: Math.min(backend.keys, options.keys),
      progress: (what) => say(`${backend.name}: ${what}`),
    });
  } finally {
    await server.stop();
  }
  const record = {
    backend: backend.name,
    title: backend.title,
    date: new Date().toISOString().slice(0, 10),
    environment: environment({ packages: backend.packages, server: server.version, loadBefore }),
    results: results[backend.name],
  };
  const text = await aligned(report({ backend, targets, record, settings: options }));
  process.stdout.write(`${text}\n`);
  if (options.isFull) {
    keepReport(backend.name, text);
    keepSamples(backend.name, record);
  }
}

const caveat = options.isFull ? '' : 'Too short a run to judge by, or not of everything.\n\n';
process.stdout.write(await aligned(`# Targets\n\n${caveat}${targetTable(targets, results)}`));
for (const line of missing) process.stdout.write(`\n${line}\n`);

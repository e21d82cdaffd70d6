// `npm run bench:open-loop`: how long calls take that come at a set rate, with and without coalescing and by the raw
// client, one back end after the other.
import { readdirSync, readFileSync } from 'node:fs';

import { environment, loadAverage } from './lib/environment.mjs';
import { aligned, keepReport, keepSamples } from './lib/results.mjs';
import { say } from './lib/say.mjs';
import { backends } from './open-loop/backends.mjs';
import { optionsOf } from './open-loop/options.mjs';
import { lowLoadTable, report, section } from './open-loop/report.mjs';
import { run } from './open-loop/run.mjs';

const options = optionsOf(process.argv.slice(2), backends);
const loadBefore = loadAverage();
const records = [];

for (const backend of options.backends) {
  const server = await backend.start(options);
  if (server.missing) {
    say(`!!! LEFT OUT: ${backend.name}. ${server.missing}`);
    continue;
  }
  try {
    const results = await run(server, backend, {
      ...options,
      progress: (what) => say(`${backend.name}: ${what}`),
    });
    records.push({
      backend: backend.name,
      title: backend.title,
      date: new Date().toISOString().slice(0, 10),
      environment: environment({ packages: backend.packages, server: server.version, loadBefore }),
      results,
    });
  } finally {
    await server.stop();
  }
  process.stdout.write(`${await aligned(section(records.at(-1)))}\n`);
  if (options.isFull) keepSamples(`open-loop-${backend.name}`, records.at(-1));
}

if (!options.isFull) process.stdout.write('Too short a run to judge by, or not of everything.\n\n');
process.stdout.write(await aligned(lowLoadTable(records)));
if (options.isFull) keepReport('open-loop', await aligned(report(allKept())));

/** Of this run and of others, so that one back end can be measured again. */
function allKept() {
  const folder = new URL('results/', import.meta.url);
  const files = readdirSync(folder);
  return backends
    .map(({ name }) => `open-loop-${name}.json`)
    .filter((file) => files.includes(file))
    .map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
}

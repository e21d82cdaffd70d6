// `npm run bench:plots [folder]`: draws what the benchmarks have left in benchmarks/results, or in the folder, as SVG.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

import { backends as openLoopBackends } from './open-loop/backends.mjs';
import { backends } from './backends/index.mjs';
import { backendPlot } from './plots/backend.mjs';
import { openLoopPlot } from './plots/open-loop.mjs';
import { overviewPlot } from './plots/overview.mjs';

const [, , given] = process.argv;
const folder = given ? pathToFileURL(`${given}/`) : new URL('results/', import.meta.url);
const files = readdirSync(folder);

const records = backends.flatMap(({ name }) => kept(name));
for (const record of records) draw(record.backend, backendPlot(record));

const raw = new Set(openLoopBackends.map(({ contestants }) => contestants.at(-1).name));
if (records.length > 0) draw('overview', overviewPlot(records, raw));

const openLoop = openLoopBackends.flatMap(({ name }) => kept(`open-loop-${name}`));
if (openLoop.length > 0) draw('open-loop', openLoopPlot(openLoop));

function kept(name) {
  return files.includes(`${name}.json`)
    ? [JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'))]
    : [];
}

function draw(name, text) {
  if (text === undefined) return;
  writeFileSync(new URL(`${name}.svg`, folder), text);
  process.stdout.write(`${name}.svg, ${Math.ceil(text.length / 1_000)} KB\n`);
}

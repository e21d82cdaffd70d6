// `npm run bench:start [rounds]`: what the module adds to the start of a Nest application, and what it takes to load.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createKvStore } from 'nestjs-kv-store';

import { startStub } from './backends/dynamodb-stub/server.mjs';
import { described, environment, loadAverage } from './lib/environment.mjs';
import { aligned, keepReport } from './lib/results.mjs';
import { median, round, summary } from './lib/statistics.mjs';
import { markdown, ours, withSpread } from './lib/table.mjs';
import { inTurn, program } from './start/rounds.mjs';

const rounds = Number(process.argv[2] ?? 15);
const loadBefore = loadAverage();
const folder = mkdtempSync(join(tmpdir(), 'kv-start-'));
const stub = await startStub({ latency: 0 });

const dynamodb = { driver: 'dynamodb', table: 'kv-store', ...stub.connection };
// Made by one store, found by those that are measured.
await (await createKvStore({ ...dynamodb, createTable: true })).close();

const app = (options) => [program('app'), JSON.stringify(options)];
const none = 'no store';
const apps = {
  [none]: app(null),
  memory: app({ driver: 'memory' }),
  lmdb: app({ driver: 'lmdb', path: folder }),
  dynamodb: app(dynamodb),
};
const { exports } = JSON.parse(
  readFileSync(new URL('../libs/kv-store/package.json', import.meta.url), 'utf8'),
);
const entryPoints = Object.keys(exports)
  .filter((path) => path !== './package.json')
  .map((path) => path.replace('.', ours));
const imports = Object.fromEntries(
  entryPoints.map((path) => [path, ['--expose-gc', program('import'), path]]),
);

let samples;
try {
  samples = inTurn({ ...apps, ...imports }, rounds);
} finally {
  await stub.stop();
  rmSync(folder, { recursive: true, force: true });
}

const of = (name, what) => samples.get(name).map((sample) => sample[what]);
/** What a store adds, round by round, for the two of one round saw the same machine. */
const added = (name, what) => of(name, what).map((value, index) => value - of(none, what)[index]);
const appRows = Object.keys(apps).map((name) => [
  name,
  withSpread(summary(of(name, 'milliseconds'), 0)),
  name === none ? '' : round(median(added(name, 'milliseconds')), 0),
  round(median(of(name, 'cpu')), 0),
  name === none ? '' : round(median(added(name, 'cpu')), 0),
  round(median(of(name, 'megabytes')), 0),
  name === none ? '' : round(median(added(name, 'megabytes')), 1),
]);
const importRows = entryPoints.map((path) => [
  path,
  withSpread(summary(of(path, 'milliseconds'), 1)),
  round(median(of(path, 'megabytes')), 2),
]);

const where = environment({ packages: ['@nestjs/core'], server: stub.version, loadBefore });
const text = await aligned(`# Start

${new Date().toISOString().slice(0, 10)}. ${described(where)}

A Nest application with Express in a fresh process, from the start of the process to where it listens: the median of ${rounds} rounds in turn, and from the least to the most. Its store is open by then: its back end has answered. Where the machine has other work, CPU time tells more.

${markdown(['- store', 'ms to start', 'ms added', 'CPU ms', 'CPU ms added', 'MB', 'MB added'], appRows)}

Loading a module where Nest is loaded already: a fresh process each, and the heap that stays. What only a driver needs is loaded when a store of it is opened.

${markdown(['- module', 'ms to load', 'MB of heap'], importRows)}
`);
console.log(text);
if (process.argv[2] === undefined) keepReport('start', text);

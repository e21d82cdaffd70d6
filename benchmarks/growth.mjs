// `npm run bench:growth [back end …]`: whether a call costs more where more are under way, and whether a million calls
// leave anything behind; and how many requests a thousand reads of one key are.
import { backends } from './backends/index.mjs';
import { described, environment, loadAverage } from './lib/environment.mjs';
import { growthOf, heads } from './lib/growth.mjs';
import { optionsOf } from './lib/options.mjs';
import { startProcess } from './lib/processes.mjs';
import { aligned, keepReport } from './lib/results.mjs';
import { markdown, ours } from './lib/table.mjs';

const options = optionsOf(process.argv.slice(2), backends);
// The stub tells more of the client, and a million calls of DynamoDB Local take minutes.
const grown = options.backends.filter(({ name }) => name !== 'dynamodb-local');
const loadBefore = loadAverage();
const rows = [];
const servers = [];

for (const backend of grown) {
  process.stderr.write(`${backend.name}\n`);
  const server = await backend.start(options);
  if (server.missing) {
    process.stderr.write(`!!! LEFT OUT: ${backend.name}. ${server.missing}\n`);
    continue;
  }
  servers.push(`${backend.name}: ${server.version}`);
  const { url } = backend.contestants.find(({ name }) => name === ours);
  const worker = new URL('lib/contestant.mjs', import.meta.url);
  const child = startProcess(worker, { args: [url], execArgv: ['--expose-gc'] });
  try {
    await child.ask('open', server.connection, 0);
    rows.push([backend.name, ...(await growthOf(child, server))]);
  } finally {
    await child.stop();
    await server.stop();
  }
}

const where = environment({ packages: [], server: servers.join('; '), loadBefore });
const text = await aligned(`# Growth

${new Date().toISOString().slice(0, 10)}. ${described(where)}

Nine reads to a write by nestjs-kv-store, of values of 200 bytes: the median of 7 rounds in turn, and the heap once what nobody needs is gone. Aimed at: flat, so both ratios about 1 or less, and at most 2 requests.

${markdown(['- back end', ...heads], rows)}
`);
process.stdout.write(text);
if (options.backends.length === backends.length) keepReport('growth', text);

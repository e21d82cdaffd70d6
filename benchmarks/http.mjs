// `npm run bench:http`: the demo, in a process of its own, under many connections, with coalescing and without.
import { startProcess } from './lib/processes.mjs';
import { environment, loadAverage } from './lib/environment.mjs';
import { aligned, keepReport, keepSamples } from './lib/results.mjs';
import { say } from './lib/say.mjs';
import { optionsOf } from './http/options.mjs';
import { report } from './http/report.mjs';
import { run } from './http/run.mjs';

const options = optionsOf(process.argv.slice(2));
const loadBefore = loadAverage();

const stub = startProcess(new URL('stub-dynamodb.mjs', import.meta.url), {
  args: [String(options.latency)],
  execArgv: [],
});
const results = await run(stub, { ...options, progress: say });
await stub.stop();

const server = `a stub of DynamoDB that answers after ${options.latency} ms`;
const packages = ['@nestjs/core', '@nestjs/platform-express', '@aws-sdk/client-dynamodb', 'undici'];
const record = {
  backend: 'http',
  title: 'The demo over HTTP',
  date: new Date().toISOString().slice(0, 10),
  environment: environment({ packages, server, loadBefore }),
  results,
};
const text = await aligned(report(record, options));
process.stdout.write(text);
if (!options.isFull) process.stdout.write('\nToo short a run to judge by, or not of everything.\n');
if (options.isFull) {
  keepReport('http', text);
  keepSamples('http', record);
}

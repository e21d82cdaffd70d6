// `npm run test:soak`: all drivers under load for a while, with faults thrown in. Exits with 1 where something grows, an
// answer is wrong, a call is late or a process does not end by itself.
import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

import { described, environment, loadAverage } from '../../benchmarks/lib/environment.mjs';
import { aligned } from '../../benchmarks/lib/results.mjs';
import { say } from '../../benchmarks/lib/say.mjs';
import { faultsOf } from './judge.mjs';
import { soakPlot } from './plot.mjs';
import { report } from './report.mjs';
import { makeTrouble, scheduleOf, troublesIn } from './schedule.mjs';
import { drivers, remote } from './stores.mjs';
import { startServers, troubles as names } from './troubles.mjs';

const { values } = parseArgs({
  options: { minutes: { type: 'string' }, rate: { type: 'string' }, keep: { type: 'boolean' } },
});
const [minutes, rate] = [Number(values.minutes ?? 10), Number(values.rate ?? 100)];
if (!(minutes >= 0.25 && rate > 0)) {
  console.error(
    'npm run test:soak -- [--minutes 10] [--rate 100] [--keep]\n  --minutes  0.25 at least\n  --rate     calls a second at each driver\n  --keep     writes test/soak/results, as a run of 10 minutes does by itself',
  );
  process.exit(1);
}
/** Milliseconds: for each call, and for a process to end after the last, also where a store is just being opened. */
const [timeout, patience] = [1_000, 40_000];
/** DynamoDB Local takes a millisecond of a core for each request. */
const shares = { dynamodb: 0.3 };
const loadBefore = loadAverage();
const schedule = scheduleOf(minutes * 60);
const troubles = troublesIn(schedule, names);

function start(driver, port) {
  const config = JSON.stringify({
    driver,
    port,
    seconds: schedule.seconds,
    rate: rate * (shares[driver] ?? 1),
    timeout,
  });
  const child = fork(new URL('worker.mjs', import.meta.url), [config], {
    execArgv: ['--expose-gc'],
    env: { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  const run = { driver, isRemote: remote.includes(driver), samples: [], seen: undefined, exit: 'by itself' };
  let timer;
  const ended = new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      if (code !== 0) run.exit = signal ?? `exit code ${code}`;
      resolve();
    });
  });
  const ready = new Promise((resolve) => {
    void ended.then(resolve);
    child.on('message', ({ ready, sample, seen }) => {
      if (ready) resolve();
      if (sample) run.samples.push(sample);
      if (seen) run.seen = seen;
    });
  });
  const go = () => {
    if (child.connected) child.send('go');
    // Whatever holds it, it must have ended by then.
    timer = setTimeout(() => child.kill('SIGKILL'), schedule.seconds * 1_000 + patience);
  };
  return { run, ready, ended, go };
}

const servers = startServers();
const workers = [];
try {
  for (const driver of drivers) {
    const { port, missing } = remote.includes(driver) ? await servers.start(driver) : {};
    if (missing && process.env.CI) throw new Error(missing);
    if (missing) say(`!!! LEFT OUT: ${driver}. ${missing}`);
    else workers.push(start(driver, port));
  }
  await Promise.all(workers.map(({ ready }) => ready));
  say(`${minutes} minutes of ${workers.map(({ run }) => run.driver).join(', ')}`);
  for (const { go } of workers) go();
  const faulted = workers.map(({ run }) => run).filter(({ isRemote }) => isRemote);
  const reached = faulted.map(({ driver }) => driver);
  await Promise.all([
    makeTrouble(servers, reached, troubles, performance.now(), say),
    ...workers.map(({ ended }) => ended),
  ]);
} finally {
  await servers.stop();
}

const runs = workers.map(({ run }) => run);
const faults = runs.flatMap((run) => faultsOf(run, schedule));
const where = described(environment({ packages: [], server: 'Redis, NATS and DynamoDB Local', loadBefore }));
const text = await aligned(report({ runs, faults, schedule, troubles, rate, timeout, where }));
process.stdout.write(text);
if (values.keep || minutes >= 10) {
  const folder = new URL('results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL('soak.md', folder), text);
  writeFileSync(new URL('soak.svg', folder), soakPlot(runs, troubles));
}
process.exitCode = faults.length === 0 ? 0 : 1;

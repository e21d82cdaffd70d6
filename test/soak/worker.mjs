// One driver under load, in a process of its own, which tells its parent each second what it sees, and must end by itself.
import { setTimeout as pause } from 'node:timers/promises';

import { createKvStore } from 'nestjs-kv-store';

import { callsOf, drawFrom, mayFail } from './calls.mjs';
import { Sampler } from './sampler.mjs';
import { optionsFor } from './stores.mjs';
import { Truth } from './truth.mjs';

const { driver, port, seconds, rate, timeout } = JSON.parse(process.argv[2]);
/** Milliseconds between two looks at which calls are due, and between two stores that are opened and closed. */
const [tick, between] = [10, 3_000];

const { options, remove } = optionsFor(driver, port);
const open = (more) => createKvStore({ ...options, timeout, ...more });
const kv = await open();
// What it keeps in memory two stores do not share.
const near = driver === 'memory' ? kv : await open({ cache: { max: 500, ttl: 500 } });
const truth = new Truth();
const calls = callsOf({ kv, near, truth });
const sampler = new Sampler(timeout);
const inFlight = new Set();

function make() {
  const [, name, call] = drawFrom(calls);
  const made = sampler.timed(name, call, mayFail(name)).finally(() => inFlight.delete(made));
  inFlight.add(made);
}

/** So many a second, whatever becomes of them. */
async function callAtRate() {
  let made = 0;
  for (const end = startedAt + seconds * 1_000; performance.now() < end; await pause(tick)) {
    const due = ((performance.now() - startedAt) / 1_000) * rate;
    for (; made < due; made += 1) make();
  }
}

/** As processes come and go: also while something is wrong, when it may fail. */
async function openAndClose() {
  for (const end = startedAt + (seconds - 5) * 1_000; performance.now() < end; await pause(between)) {
    try {
      const another = await open();
      await another.set('another', 'value').finally(() => another.close());
      sampler.opened += 1;
    } catch (error) {
      if (error.name !== 'KvError') throw error;
      sampler.notOpened += 1;
    }
  }
}

process.send({ ready: true });
await new Promise((resolve) => process.once('message', resolve));
const startedAt = performance.now();
const stopSampling = sampler.start((sample) => process.send({ sample }));
await Promise.all([callAtRate(), openAndClose()]);
stopSampling();
await Promise.all(inFlight);
await kv.close();
if (near !== kv) await near.close();
remove();
process.send({ seen: { ...sampler.totals, wrong: truth.wrong, wrongs: truth.wrongs } });
// Nothing else may keep it.
process.disconnect();

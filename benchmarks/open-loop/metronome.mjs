// Tells another process when its calls are due, by a byte each on standard output. Which they are it hears by a line of
// JSON on standard input.
//
// Timers of Node count whole milliseconds, and to look at the clock in a loop would take the core that is measured. So
// the wait is the system's, which is late by some 50 µs, in a process of its own; and what the other one sees is what a
// server sees: something to read on a socket.
import { readSync, writeSync } from 'node:fs';

import { arrivals } from './arrivals.mjs';
import { clock } from './clock.mjs';

const sleeper = new Int32Array(new SharedArrayBuffer(4));
const bytes = Buffer.alloc(4_096);
const line = Buffer.alloc(1_024);

for (let length = readSync(0, line); length > 0; length = readSync(0, line)) {
  const { startAt, ...block } = JSON.parse(line.toString('utf8', 0, length));
  const due = arrivals(block);
  let told = 0;
  while (told < due.length) {
    const now = clock() - startAt;
    let until = told;
    while (until < due.length && due[until] <= now) until += 1;
    if (until > told) told += writeSync(1, bytes, 0, Math.min(until - told, bytes.length));
    else Atomics.wait(sleeper, 0, 0, due[told] - now);
  }
}

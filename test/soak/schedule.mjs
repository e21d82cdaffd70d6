// When something goes wrong: first a while of quiet, then a trouble, then time to recover, again and again.
import { setTimeout as pause } from 'node:timers/promises';

import { isSpared } from './troubles.mjs';

/** Seconds. In a long run a cycle takes thirty; in a short one there are at least three. */
export function scheduleOf(seconds) {
  const cycle = Math.min(30, seconds / 3);
  return {
    seconds,
    cycle,
    quiet: cycle * 0.6,
    trouble: Math.min(3, cycle * 0.15),
    warmUp: Math.min(60, seconds / 6),
  };
}

/** Whether at so many seconds from the start nothing is wrong, nor was of late. */
export function isQuiet({ cycle, quiet }, at) {
  return at % cycle < quiet;
}

/** From when to when there is trouble, in seconds. */
export function troublesIn({ seconds, cycle, quiet, trouble }, names) {
  const found = [];
  for (let from = quiet; from + trouble < seconds; from += cycle)
    found.push({ from, to: from + trouble, name: names[found.length % names.length] });
  return found;
}

/** Carries them out on every server alike, but where one is spared. */
export async function makeTrouble(servers, drivers, troubles, startedAt, say) {
  const until = (second) => pause(Math.max(0, startedAt + second * 1_000 - performance.now()));
  const all = (what, name) =>
    Promise.all(
      drivers.filter((driver) => !isSpared(driver, name)).map((driver) => servers[what](driver, name)),
    );
  for (const { from, to, name } of troubles) {
    await until(from);
    say(name);
    await all('befall', name);
    await until(to);
    await all('lift', name);
  }
}

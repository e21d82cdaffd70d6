import { setTimeout as pause } from 'node:timers/promises';

import type { KvStore } from 'nestjs-kv-store';

import { Sequences } from './sequences.js';

/** Milliseconds. */
const [underLoad, replicated, tolerance] = [1_500, 1_000, 500];

export interface Failover {
  readonly name: string;
  readonly kv: KvStore;
  /** Milliseconds that each call has. */
  readonly timeout: number;
  /** Keys that the master has. */
  readonly its: readonly string[];
  /** Keys that others have. */
  readonly others: readonly string[];
  readonly kill: () => Promise<void>;
  /** Milliseconds within which another takes over. */
  readonly bound: number;
}

/**
 * Kills a master under load. Replication is asynchronous, so of its own keys the last moment may be lost; of others
 * nothing is, and nothing that was acknowledged a second before. No call is late, and all keys can be written again.
 */
export async function expectToSurvive({
  name,
  kv,
  timeout,
  its,
  others,
  kill,
  bound,
}: Failover): Promise<void> {
  const keys = [...its, ...others];
  const before = new Sequences(kv, keys);
  await pause(underLoad);
  const killed = performance.now();
  await kill();
  await before.stop();

  const found = new Map<string, number>();
  const deadline = killed + bound;
  for (const key of keys) {
    const read = () => kv.get(key).then(Number, () => undefined);
    let value = await read();
    while (value === undefined && performance.now() < deadline) {
      await pause(20);
      value = await read();
    }
    found.set(key, value ?? NaN);
  }
  const back = performance.now() - killed;
  const lostOf = (some: readonly string[], moment?: number) =>
    some.reduce(
      (sum, key) => sum + Math.max(0, before.acknowledged(key, moment) - (found.get(key) ?? NaN)),
      0,
    );

  const after = new Sequences(kv, keys);
  await pause(underLoad / 3);
  await after.stop();

  if (process.env['FAULTS_REPORT']) {
    const all = keys.reduce((sum, key) => sum + before.acknowledged(key), 0);
    process.stderr.write(
      `| ${name} | ${all} acknowledged | lost of its own ${lostOf(its)} | older than 1 s ${lostOf(its, killed - replicated)} ` +
        `| of others ${lostOf(others)} | slowest ${Math.round(before.slowest)} ms | back ${Math.round(back)} ms |\n`,
    );
  }
  expect({
    lostOfOthers: lostOf(others),
    lostOfOlder: lostOf(its, killed - replicated),
    late: Math.max(before.slowest, after.slowest) > timeout + tolerance,
    writtenAgain: keys.filter((key) => after.acknowledged(key) > 0).length,
  }).toEqual({ lostOfOthers: 0, lostOfOlder: 0, late: false, writtenAgain: keys.length });
}

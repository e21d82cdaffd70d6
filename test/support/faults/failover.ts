import { setTimeout as pause } from 'node:timers/promises';

import type { KvStore } from 'nestjs-kv-store';

import { until } from '../until.js';
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
  /** Kills or freezes the master. */
  readonly strike: () => Promise<void>;
  /** Milliseconds within which another takes over. */
  readonly bound: number;
}

/**
 * Kills or freezes a master under load. Replication is asynchronous, so of its own keys the last moment may be lost; of
 * others nothing is, nothing that was acknowledged a second before, and nothing of what is written all the while, once
 * it can be written again, as all of it can. No call is late.
 */
export async function expectToSurvive({
  name,
  kv,
  timeout,
  its,
  others,
  strike,
  bound,
}: Failover): Promise<void> {
  const keys = [...its, ...others];
  const before = new Sequences(kv, keys);
  // On the same servers.
  const keysOfAllTheWhile = keys.map((key) => `{${key}}:all-the-while`);
  const allTheWhile = new Sequences(kv, keysOfAllTheWhile);
  await pause(underLoad);
  const struck = performance.now();
  await strike();
  await before.stop();

  const found = new Map<string, number>();
  const deadline = struck + bound;
  for (const key of keys) {
    const read = () => kv.get(key).then(Number, () => undefined);
    let value = await read();
    while (value === undefined && performance.now() < deadline) {
      await pause(20);
      value = await read();
    }
    found.set(key, value ?? NaN);
  }
  const back = performance.now();
  const lostOf = (some: readonly string[], moment?: number) =>
    some.reduce(
      (sum, key) => sum + Math.max(0, before.acknowledged(key, moment) - (found.get(key) ?? NaN)),
      0,
    );

  const wroteAgain = (key: string) => allTheWhile.acknowledged(key) > allTheWhile.acknowledged(key, back);
  // A writer may just have begun to wait for an answer that will not come.
  await until(() => keysOfAllTheWhile.every(wroteAgain), 3 * timeout).catch(() => undefined);
  await pause(underLoad / 3);
  await allTheWhile.stop();
  const last = await kv.getMany(keysOfAllTheWhile);
  const slowest = Math.max(before.slowest, allTheWhile.slowest);

  if (process.env['FAULTS_REPORT']) {
    const all = keys.reduce((sum, key) => sum + before.acknowledged(key), 0);
    process.stderr.write(
      `| ${name} | ${all} acknowledged | lost of its own ${lostOf(its)} | older than 1 s ${lostOf(its, struck - replicated)} ` +
        `| of others ${lostOf(others)} | slowest ${Math.round(slowest)} ms | back ${Math.round(back - struck)} ms |\n`,
    );
  }
  expect({
    lostOfOthers: lostOf(others),
    lostOfOlder: lostOf(its, struck - replicated),
    lostAfterwards: keysOfAllTheWhile.filter(
      (key, index) => Number(last[index]) < allTheWhile.acknowledged(key),
    ),
    late: slowest > timeout + tolerance,
    writtenAgain: keysOfAllTheWhile.filter(wroteAgain).length,
  }).toEqual({
    lostOfOthers: 0,
    lostOfOlder: 0,
    lostAfterwards: [],
    late: false,
    writtenAgain: keys.length,
  });
}

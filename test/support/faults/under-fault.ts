import { setTimeout as pause } from 'node:timers/promises';

import { createKvStore, type KvStoreOptions, type OpenKvStore } from 'nestjs-kv-store';

import { expectLinearizable } from '../../../libs/kv-store/src/testing/linearizability/checker.js';
import { expectLinearizableWithin } from '../../linearizability/behind-a-cache.js';
import { Leaks } from './leaks.js';
import { Load } from './load.js';
import type { Watch } from './watch.js';

/** Something that goes wrong for a while. */
export interface Trouble {
  readonly name: string;
  befall(): Promise<void> | void;
  lift(): Promise<void> | void;
  /** Sockets of this process that it holds itself. */
  sockets?(): number;
}

export interface Bounds {
  /** Milliseconds from the end of the trouble within which the store has to work again. */
  readonly back: number;
}

/** Milliseconds. */
const timeout = 500;
const [before, during, after] = [400, 2_000, 400];

let seed = 0;

/**
 * Two stores under load, to which something happens. Every call settles in time, no answer is wrong, the stores work
 * again by themselves, and nothing of them is left when they are closed.
 */
export async function expectToWithstand(
  trouble: Trouble,
  options: KvStoreOptions,
  bounds: Bounds,
): Promise<void> {
  const leaks = new Leaks(() => trouble.sockets?.() ?? 0);
  const stores: OpenKvStore[] = [];
  for (let store = 0; store < 2; store += 1) stores.push(await createKvStore({ ...options, timeout }));
  const load = new Load(stores, timeout, (seed += 1));
  let back = Infinity;
  try {
    await pause(before);
    await trouble.befall();
    await pause(during);
    await trouble.lift();
    const lifted = performance.now();
    const giveUp = new AbortController();
    const { signal } = giveUp;
    const areBack = Promise.all(load.watches.map((watch) => watch.back()));
    await Promise.race([areBack, pause(bounds.back, undefined, { signal }).catch(() => undefined)]);
    giveUp.abort();
    back = performance.now() - lifted;
    await pause(after);
    const history = await load.stop();
    const where = `${trouble.name}, seed ${seed}`;
    if (options.cache) expectLinearizableWithin(options.cache.ttl, history, where);
    else expectLinearizable(history, where);
  } finally {
    await load.end();
    await Promise.all(stores.map((store) => store.close()));
    report(trouble.name, options, load.watches, back);
  }
  const late = load.watches.map((watch) => watch.late);
  expect({ late, isBack: back < bounds.back }).toEqual({ late: [0, 0], isBack: true });
  await leaks.expectNone();
}

/** A row of a table in Markdown, for who asks for it. */
function report(name: string, { driver }: KvStoreOptions, watches: readonly Watch[], back: number): void {
  if (!process.env['FAULTS_REPORT']) return;
  const sum = (of: (watch: Watch) => number) => watches.reduce((total, watch) => total + of(watch), 0);
  const cells = [
    typeof driver === 'string' ? driver : driver.name,
    name,
    sum((watch) => watch.calls),
    sum((watch) => watch.failures),
    sum((watch) => watch.unknown),
    `${sum((watch) => watch.late)} (slowest ${Math.round(Math.max(...watches.map(({ slowest }) => slowest)))} ms)`,
    `${Math.round(back)} ms`,
  ];
  process.stderr.write(`| ${cells.join(' | ')} |\n`);
}

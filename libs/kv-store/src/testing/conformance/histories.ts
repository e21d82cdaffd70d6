import type { OpenKvStore } from '../../create-kv-store.js';
import { expectLinearizable, run } from '../linearizability/index.js';
import type { KvDriverSuite } from './kv-driver-suite.js';
import type { Runner } from './runner.js';
import { Subject } from './subject.js';

const size = { callers: 16, calls: 25, keys: 3, counters: 1 };
const interrupted = 0.15;

/** Callers side by side, whose answers are searched for a contradiction. */
export function histories(suite: KvDriverSuite, runner: Runner): void {
  const { histories: count = 2 } = suite.effort ?? {};
  const seeds = Array.from({ length: count }, (_, index) => index + 1);
  for (const coalesce of [true, false]) {
    const together = coalesce ? '' : ', call by call';
    for (const seed of seeds) {
      for (const interruptions of [0, interrupted]) {
        const leaving = interruptions > 0 ? ', some of whom leave' : '';
        runner.it(`all of one store${leaving}${together}, seed ${String(seed)}`, () =>
          check(suite, 1, { seed, interruptions, coalesce }),
        );
      }
      if (suite.data !== 'shared') continue;
      runner.it(`all of two stores${together}, seed ${String(seed)}`, () =>
        check(suite, 2, { seed, interruptions: interrupted / 3, coalesce }),
      );
    }
  }
}

interface History {
  readonly seed: number;
  readonly interruptions: number;
  readonly coalesce: boolean;
}

async function check(
  suite: KvDriverSuite,
  stores: 1 | 2,
  { coalesce, seed, interruptions }: History,
): Promise<void> {
  const subject = new Subject(suite);
  const folder = `history-${subject.key()}`;
  const opened: OpenKvStore[] = [];
  const open = async () => {
    const store = await subject.storeOn(await suite.create(), { coalesce });
    opened.push(store);
    return store.namespace(folder);
  };
  try {
    const first = await open();
    const others = stores > 1 ? [await open()] : [];
    const history = await run([first, ...others], { ...size, seed, interruptions });
    expectLinearizable(history, `seed ${String(seed)}`);
  } finally {
    await Promise.all(opened.map((store) => store.close()));
  }
}

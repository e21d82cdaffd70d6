import { needs } from '../../core/optional-package.js';
import type { KvDriverSuite } from './kv-driver-suite.js';
import type { Runner } from './runner.js';
import { Subject } from './subject.js';

/** Random sequences of calls, of which the store and the model have to make the same. */
export function comparison(suite: KvDriverSuite, runner: Runner): void {
  const { sequences: runs = 40 } = suite.effort ?? {};
  const subject = new Subject(suite).around(runner);
  for (const pace of ['one by one', 'side by side'] as const) {
    runner.it(
      pace,
      async () => {
        const { expectStoreToFollowTheModel } = await needs(
          'the comparison with the model',
          '--save-dev fast-check',
          import('../model/index.js'),
        );
        const { clock, driver, root } = subject;
        const kv = root.namespace(`model-${subject.key()}`);
        await expectStoreToFollowTheModel({ kv, clock, pace, runs, lists: driver.list !== undefined });
      },
      timeFor(runs),
    );
  }
}

/** Milliseconds for so many sequences, on a machine that has other work. `MODEL_RUNS` asks for more of them. */
function timeFor(runs: number): number {
  return 60_000 + Number(process.env['MODEL_RUNS'] ?? runs) * 250;
}

import { setTimeout as pause } from 'node:timers/promises';

import type { KvErrorCode, KvStore } from 'nestjs-kv-store';

import type { Operation } from '../../../libs/kv-store/src/testing/linearizability/history.js';
import type { Material } from '../../../libs/kv-store/src/testing/linearizability/material.js';
import { planOf } from '../../../libs/kv-store/src/testing/linearizability/plans.js';
import { randomOf } from '../../../libs/kv-store/src/testing/linearizability/random.js';
import { reads } from '../../../libs/kv-store/src/testing/linearizability/reads.js';
import { Recorder } from '../../../libs/kv-store/src/testing/linearizability/recorder.js';
import { VersionsSeen } from '../../../libs/kv-store/src/testing/linearizability/versions-seen.js';
import { Watch } from './watch.js';

/** Callers side by side. Each makes one call at a time, up to 20 ms after the one before. */
const callers = 12;
/** Few enough that callers meet, and enough that few changes of unknown outcome meet on one of them. */
const [keys, counters] = [24, 12];
const longestPause = 20;
/** Milliseconds that a caller waits after a failure, as one would who is not to make things worse. */
const afterFailure = 200;

/** What a fault may make a call fail with. What was asked for is always right. */
const codes: ReadonlySet<KvErrorCode> = new Set(['TIMEOUT', 'UNAVAILABLE', 'THROTTLED', 'CONFLICT']);

/** Callers who go on calling stores of the same data until they are told to stop. */
export class Load {
  /** Over one store each. */
  readonly watches: readonly Watch[];
  readonly #materials: Material[];
  readonly #stopped = new AbortController();
  readonly #ends: Promise<void>[];

  /** @param timeout Milliseconds that each call has. */
  constructor(stores: readonly KvStore[], timeout: number, seed: number) {
    this.watches = stores.map((store) => new Watch(store, timeout));
    const random = randomOf(seed, 'p');
    let values = 0;
    const shared = {
      random,
      versions: new VersionsSeen(),
      keys: names(`${seed}-key`, keys) as [string, ...string[]],
      counters: names(`${seed}-counter`, counters),
      newValue: () => `value ${(values += 1)}`,
    };
    this.#materials = this.watches.map(({ store }, index) => ({
      ...shared,
      store,
      recorder: new Recorder(`p/${index}`),
    }));
    this.#ends = names('caller', callers).flatMap((_, index) => {
      const [material, watch] = [this.#materials[index % stores.length], this.watches[index % stores.length]];
      return material && watch ? this.#runCaller({ ...material, random: random.fork() }, watch) : [];
    });
  }

  /** Ends the calls, looks at what they have left, and gives all that was seen. Rejects where a call failed wrongly. */
  async stop(): Promise<Operation[]> {
    await this.end();
    await Promise.all(this.#ends);
    for (const material of this.#materials) {
      for (const key of [...material.keys, ...material.counters]) {
        await material.recorder.make(reads.getEntry(material, key));
      }
    }
    return this.#materials.flatMap(({ recorder }) => recorder.history);
  }

  /** Ends the calls, whatever came of them. Twice is harmless. */
  async end(): Promise<void> {
    this.#stopped.abort();
    await Promise.allSettled(this.#ends);
  }

  async #runCaller(material: Material, watch: Watch): Promise<void> {
    const { random, recorder, versions } = material;
    while (!this.#stopped.signal.aborted) {
      const { failures } = watch;
      versions.learn(await recorder.make(planOf(material), { options: {}, codes }));
      await pause(watch.failures > failures ? afterFailure : random.below(longestPause));
    }
  }
}

function names(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${name}-${index}`);
}

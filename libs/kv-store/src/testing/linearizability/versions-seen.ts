import type { KvVersion } from '../../core/kv-store.js';

import type { Operation } from './history.js';
import type { Random } from './random.js';
import { seenIn } from './versions.js';

/** As many versions of each key as are worth trying again. */
const most = 6;

/** The versions that the callers in one process were told last, for them all to expect. */
export class VersionsSeen {
  readonly #versions = new Map<string, KvVersion[]>();

  learn(operations: readonly Operation[]): void {
    for (const operation of operations) {
      const version = seenIn(operation)?.version;
      if (version === undefined) continue;
      this.#versions.set(operation.key, [version, ...this.of(operation.key)].slice(0, most));
    }
  }

  /** Mostly the last, which may still be right. */
  pick(key: string, random: Random): KvVersion | undefined {
    const versions = this.of(key);
    return versions[random.chance(0.6) ? 0 : random.below(versions.length)];
  }

  private of(key: string): readonly KvVersion[] {
    return this.#versions.get(key) ?? [];
  }
}

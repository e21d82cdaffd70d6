import type { DrivenStore } from './driven-store.js';
import type { Random } from './random.js';
import type { Recorder } from './recorder.js';
import type { VersionsSeen } from './versions-seen.js';

/** What a caller makes its calls of. */
export interface Material {
  readonly store: DrivenStore;
  readonly recorder: Recorder;
  readonly random: Random;
  readonly versions: VersionsSeen;
  readonly keys: readonly [string, ...string[]];
  /** Keys that hold numbers. */
  readonly counters: readonly string[];
  /** A value that nobody has stored before. */
  readonly newValue: () => string;
}

/** Counters hold numbers, others what tells who stored it. */
export function valueFor({ counters, random, newValue }: Material, key: string): string {
  return counters.includes(key) ? String(random.below(1_000_000)) : newValue();
}

export function someKeys({ keys, counters, random }: Material): string[] {
  const chosen = [...keys, ...counters].filter(() => random.chance(0.5));
  return chosen.length > 0 ? chosen : [random.pick(keys)];
}

/** What a caller's own function does before it returns: nothing, or it waits for a turn or two. */
export function someWork({ random }: Material): () => Promise<void> {
  const turns = random.below(3);
  return async () => {
    for (let turn = 0; turn < turns; turn += 1) await nextTurn();
  };
}

/** The next turn of the event loop. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

import type { KvCallInfo } from './kv-observer.js';
import type { Outcome } from './outcomes.js';

/** Who asks for one key, on behalf of a call: told once what came of it, at the latest when the call is cut off. */
export interface Asker<T> {
  /** Whether nobody will look at more than the value of what is read. */
  readonly valuesOnly: boolean;
  /** Whether it has not been told yet. */
  readonly isWaiting: boolean;
  /** What carries the key to the back end, where something does. */
  carrier: Carrier | undefined;
  settle(outcome: Outcome<T>): void;
  /** Adds the calls in whose name it asks. */
  addCallers(callers: Set<KvCallInfo>): void;
}

/** Carries one key to the back end, for all who ask for it. */
export interface Carrier {
  /** Whether it is a change that was sent: nobody knows what came of it until it is back. */
  readonly sent: boolean;
  /** One who asked has been told, and waits no longer. */
  leave(): void;
}

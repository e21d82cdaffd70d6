import type { KvDetails } from './core/kv-driver.js';
import { KvError } from './core/kv-error.js';
import { KvFault } from './core/kv-fault.js';
import type { Entries } from './core/entries.js';
import type { KvStore } from './core/kv-store.js';
import type { Stack } from './core/stack.js';
import { Store } from './core/store.js';
import { within } from './core/within.js';
import { AsyncWork } from './core/work.js';
import { meaningOf } from './layers/classify.js';
import type { Deadlines } from './layers/deadline.js';
import type { Gate } from './layers/gate.js';
import { atEndOfMicrotasks } from './layers/traffic.js';

/** A store with its connection, for whoever opened it. `await using` closes it at the end of its scope. */
export interface OpenKvStore extends KvStore {
  /** Plain facts of the back end for people, such as table and region. */
  readonly details: KvDetails;
  /**
   * Lets the calls under way end, for `gracePeriod` milliseconds at most, and closes the connections that the module made;
   * calls that come later reject with `CLOSED`. Twice is harmless.
   */
  close(): Promise<void>;
  /** Does what `close` does, at the end of the scope of `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opening a back end may take longer than a call: a table is created, credentials are looked for. Milliseconds. */
const openTimeout = 30_000;

/** Milliseconds for an attempt that is followed by others, sooner than by one that waits for who will not answer. */
const attemptTimeout = 10_000;

/** Milliseconds for a driver to close: an application that shuts down should not wait for one that never does. */
const closeTimeout = 5_000;

/** What is known of where a store is between its opening and its end. */
export interface Life {
  /** New calls are refused. */
  isClosing: boolean;
  /** Nothing reaches the driver any more. */
  isClosed: boolean;
  readonly deadlines: Deadlines;
  /** Of a store that is opened in the background. */
  readonly gate: Gate | undefined;
  /** Milliseconds. */
  readonly gracePeriod: number;
}

/** The store of a driver, with what only its opener may do. */
export class RootStore extends Store<string> implements OpenKvStore {
  readonly #stack: Stack;
  readonly #life: Life;
  readonly #closing = new AbortController();
  #closed: Promise<void> | undefined;

  constructor(stack: Stack, entries: Entries<string>, life: Life) {
    super(stack, entries);
    this.#stack = stack;
    this.#life = life;
  }

  get details(): KvDetails {
    return this.#stack.driver.details;
  }

  /** Resolves once the store is open; of one that is opened in the background at once. */
  async open(): Promise<void> {
    const { gate } = this.#life;
    if (!gate) await this.#attempt();
    else void gate.openBy(() => this.#attempt(), this.#closing.signal);
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Until the driver has ended it as well: two at once are more than drivers expect. */
  async #attempt(): Promise<void> {
    const timeout = this.#life.gate ? attemptTimeout : openTimeout;
    let opening: Promise<void> | undefined;
    const work = new AsyncWork<void>((call) => (opening = this.#stack.backend.open(call)));
    try {
      await this.#stack.run('open', { timeout, signal: this.#closing.signal }, undefined, work);
    } finally {
      if (this.#life.gate) await opening?.catch(() => undefined);
    }
  }

  async #close(): Promise<void> {
    const { driver, name } = this.#stack;
    const life = this.#life;
    life.isClosing = true;
    this.#closing.abort();
    // Reads that have no deadline are answered at the end of the microtask queue.
    if (driver.inProcess === 'reads') await new Promise<void>(atEndOfMicrotasks);
    await life.deadlines.end(life.gracePeriod);
    life.isClosed = true;
    try {
      await within(closeTimeout, driver.close(), () => new KvFault('TIMEOUT', 'it took longer than 5 s.'));
    } catch (error) {
      const failure = error instanceof KvFault ? error : meaningOf(error, driver);
      throw new KvError(failure, { operation: 'close', store: name, driver: driver.name });
    }
  }
}

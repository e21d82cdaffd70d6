import { setTimeout as pause } from 'node:timers/promises';

import type { KvDriver, KvDriverCall } from '../../core/kv-driver.js';
import type { KvStore } from '../../core/kv-store.js';
import { createKvStore, type OpenKvStore } from '../../create-kv-store.js';
import type { KvCommonOptions } from '../../kv-store.options.js';
import { createTestClock, type KvTestClock } from '../test-clock.js';
import type { KvDriverSuite } from './kv-driver-suite.js';
import type { Runner } from './runner.js';

/** The clock runs ahead: what has really expired, a back end may remove by itself. */
const anHour = 3_600_000;
/** Milliseconds that a call may take where its test says nothing else: also on a busy machine with a slow disk. */
const timeout = 30_000;

/** What the tests of one group are made on: a driver, bare and behind a store. */
export class Subject {
  readonly clock: KvTestClock | undefined;
  /** Milliseconds that are long enough to tell apart on this clock, and short enough to wait for. */
  readonly moment: number;
  #keys = 0;
  #driver: KvDriver | undefined;
  #root: OpenKvStore | undefined;

  constructor(
    readonly suite: KvDriverSuite,
    /** The store whose promises are tested, in the one that `createKvStore` gives. */
    private readonly view: (root: KvStore) => KvStore = (root) => root,
    private readonly options: KvCommonOptions = {},
  ) {
    this.clock = suite.time === 'controlled' ? createTestClock(Date.now() + anHour) : undefined;
    this.moment = this.clock ? 1_000 : 200;
  }

  /** Opens and closes it around the tests of a group. */
  around(runner: Runner): this {
    runner.before(() => this.open());
    runner.after(async () => {
      await this.empty();
      await this.close();
    });
    return this;
  }

  /** Where lists read all that there is, what is left behind makes those of the next groups slow, and no more. */
  private async empty(): Promise<void> {
    if (this.suite.data === 'lost' || !this.#driver?.list) return;
    await this.#root?.clear({ all: true }).catch(() => undefined);
  }

  async open(): Promise<void> {
    this.#driver = await this.suite.create();
    this.#root = await this.storeOn(this.#driver, this.options);
  }

  async close(): Promise<void> {
    await this.#root?.close();
  }

  /** A store on a driver of the same suite, by the same clock. Whoever asks for it closes it. */
  storeOn(driver: KvDriver, options: KvCommonOptions = {}): Promise<OpenKvStore> {
    const { cache } = this.suite;
    return createKvStore({
      driver,
      timeout,
      ...(this.clock && { clock: this.clock }),
      ...(cache && { cache }),
      ...options,
    });
  }

  get kv(): KvStore {
    return this.view(this.root);
  }

  get root(): OpenKvStore {
    if (!this.#root) throw new Error('The store is not open yet.');
    return this.#root;
  }

  /** Open, since the store has opened it. */
  get driver(): KvDriver {
    if (!this.#driver) throw new Error('The driver is not open yet.');
    return this.#driver;
  }

  now(): number {
    return (this.clock ?? Date).now();
  }

  /** Lets time go by. */
  async pass(milliseconds: number): Promise<void> {
    if (this.clock) this.clock.advance(milliseconds);
    // Timers are a millisecond early at times, and another clock may be a little behind.
    else await pause(milliseconds + 20);
  }

  /** A key that nothing is stored under. */
  key(): string {
    return `key-${String((this.#keys += 1))}-${unique()}`;
  }

  /** A call as the store would make it, for tests of the bare driver. */
  call(more: Partial<KvDriverCall> = {}): KvDriverCall {
    return { consistency: 'strong', now: () => this.now(), notice: () => undefined, ...more };
  }
}

function unique(): string {
  return Math.random().toString(36).slice(2, 10);
}

import type { KvDriverCall } from '../../core/kv-driver.js';
import type { Environment } from './environment.js';
import { rowsUntil } from './keys.js';

/** Milliseconds between two looks for what has expired, which reads hide and nobody else removes. */
const every = 10_000;
/** Entries that one transaction removes: no writer of any process waits long for it. */
const most = 100;

/** Removes what has expired. Those of several processes on one directory share the work. */
export class Sweeper {
  readonly #environment: Environment;
  readonly #call: KvDriverCall;
  readonly #timer: NodeJS.Timeout;
  #sweep: Promise<void> | undefined;
  #isStopped = false;
  #isTold = false;

  /** @param call That of `open`: its clock and its notices are the store's, for as long as the driver is open. */
  constructor(environment: Environment, call: KvDriverCall) {
    this.#environment = environment;
    this.#call = call;
    this.#timer = setInterval(() => void this.sweep(), every).unref();
  }

  /** Removes all that has expired by now. */
  sweep(): Promise<void> {
    this.#sweep ??= this.#removeAll().finally(() => (this.#sweep = undefined));
    return this.#sweep;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearInterval(this.#timer);
    await this.#sweep;
  }

  async #removeAll(): Promise<void> {
    const { table, transactions } = this.#environment;
    try {
      // Looked at before, so as not to take the lock for nothing.
      while (!this.#isStopped && this.#rows(1).length > 0) {
        await transactions.run(() => {
          // What has been written since then has another moment.
          for (const row of this.#rows(most)) table.removeExpired(row);
        });
      }
    } catch {
      this.#tell();
    }
  }

  #rows(limit: number): Buffer[] {
    return [...this.#environment.expiries.getKeys({ ...rowsUntil(this.#call.now()), limit })];
  }

  #tell(): void {
    if (this.#isTold) return;
    this.#isTold = true;
    this.#call.notice(
      "Expired entries cannot be removed from the directory of option 'path', and take up its space. healthCheck() may say why.",
    );
  }
}

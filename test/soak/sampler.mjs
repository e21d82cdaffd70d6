// What can be seen of a process from inside.
import { createHistogram, monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * Milliseconds after its deadline in which a call has to settle. Time in which this process did not get to run, on a
 * machine that is busy with other things, does not count.
 */
const slack = 1_500;
/** Milliseconds between two looks at whether it does. */
const look = 50;
const mega = 2 ** 20;

export class Sampler {
  opened = 0;
  notOpened = 0;
  #timeout;
  #calls = 0;
  #late = {};
  /** Milliseconds, in all, in which this process did not get to run. */
  #stalled = 0;
  #slowest = 0;
  #errors = {};
  #latencies = createHistogram();
  #secondsErrors = {};

  /** @param timeout Milliseconds that each call has. */
  constructor(timeout) {
    this.#timeout = timeout;
  }

  /** Makes a call. What was cancelled, or is short of time, tells nothing of how quick others are. */
  async timed(name, call, mayFail) {
    const start = performance.now();
    const stalled = this.#stalled;
    this.#calls += 1;
    try {
      await call();
      if (!mayFail) this.#latencies.record(Math.max(1, Math.round((performance.now() - start) * 1_000)));
    } catch (error) {
      if (error.name !== 'KvError' && error.name !== 'KvBatchError') throw error;
      const code = mayFail ? `${error.code}, as it may` : error.code;
      this.#errors[code] = (this.#errors[code] ?? 0) + 1;
      if (!mayFail) this.#secondsErrors[code] = (this.#secondsErrors[code] ?? 0) + 1;
    } finally {
      const took = performance.now() - start;
      this.#slowest = Math.max(this.#slowest, took);
      const ran = took - (this.#stalled - stalled);
      if (ran > this.#timeout + slack) this.#late[name] = (this.#late[name] ?? 0) + 1;
    }
  }

  get totals() {
    return {
      calls: this.#calls,
      late: this.#late,
      slowest: Math.round(this.#slowest),
      errors: this.#errors,
      opened: this.opened,
      notOpened: this.notOpened,
    };
  }

  /** Tells each second what it was like. Gives what ends that. */
  start(tell) {
    const startedAt = performance.now();
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    const timer = setInterval(() => {
      globalThis.gc();
      const { heapUsed, rss } = process.memoryUsage();
      const resources = {};
      for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
      tell({
        at: (performance.now() - startedAt) / 1_000,
        heap: heapUsed / mega,
        rss: rss / mega,
        resources,
        p50: this.#latencies.percentile(50) / 1_000,
        p99: this.#latencies.percentile(99) / 1_000,
        loopDelay: delay.max / 1e6,
        errors: this.#secondsErrors,
      });
      this.#secondsErrors = {};
      this.#latencies.reset();
      delay.reset();
    }, 1_000);
    let looked = startedAt;
    const looking = setInterval(() => {
      const now = performance.now();
      this.#stalled += Math.max(0, now - looked - look);
      looked = now;
    }, look);
    return () => {
      clearInterval(timer);
      clearInterval(looking);
      delay.disable();
    };
  }
}

import { Injectable } from '@nestjs/common';
import { InjectMetric } from '@willsoto/nestjs-prometheus';
import type { Counter, Gauge, Histogram } from 'prom-client';

import type { KvBreakerState, KvDriverEvent } from '../core/kv-driver.js';
import type { KvCallEnd, KvCallInfo, KvObserver, KvStoreInfo } from '../core/kv-observer.js';
import { metrics } from './kv-prometheus.metrics.js';

/** A class, and not an object literal, for one is made with every call: see core/work.ts. */
class DurationLabels {
  [label: string]: string;

  constructor(
    readonly store: string,
    readonly driver: string,
    readonly operation: string,
    readonly outcome: string,
  ) {}
}

/** Counts and times every call of the stores that name it in `observers`. */
@Injectable()
export class KvPrometheusObserver implements KvObserver {
  constructor(
    @InjectMetric(metrics.duration) private readonly duration: Histogram,
    @InjectMetric(metrics.batchSize) private readonly batchSize: Histogram,
    @InjectMetric(metrics.capacity) private readonly capacity: Counter,
    @InjectMetric(metrics.leftovers) private readonly leftovers: Counter,
    @InjectMetric(metrics.throttled) private readonly throttled: Counter,
    @InjectMetric(metrics.cacheReads) private readonly cacheReads: Counter,
    @InjectMetric(metrics.breakerState) private readonly breakerState: Gauge,
  ) {}

  /** Times a call, by what came of it. */
  callEnded({ store, driver, operation }: KvCallInfo, { outcome, durationMs }: KvCallEnd): void {
    this.duration.observe(new DurationLabels(store, driver, operation, outcome), durationMs / 1_000);
  }

  /** Counts what happens below calls. */
  driverEvent(event: KvDriverEvent, { store, driver }: KvStoreInfo): void {
    if (event.type === 'cache') {
      if (event.hits > 0) this.cacheReads.inc({ store, driver, result: 'hit' }, event.hits);
      if (event.misses > 0) this.cacheReads.inc({ store, driver, result: 'miss' }, event.misses);
      return;
    }
    if (event.type === 'breaker') {
      for (const state of breakerStates)
        this.breakerState.set({ store, driver, state }, state === event.state ? 1 : 0);
      return;
    }
    const labels = { store, driver, operation: event.operation };
    if (event.type === 'batch') this.batchSize.observe(labels, event.size);
    if (event.type === 'capacity') this.capacity.inc(labels, event.units);
    if (event.type === 'leftovers') this.leftovers.inc(labels, event.count);
    if (event.type === 'throttled') this.throttled.inc(labels);
  }
}

const breakerStates: readonly KvBreakerState[] = ['closed', 'open', 'half-open'];

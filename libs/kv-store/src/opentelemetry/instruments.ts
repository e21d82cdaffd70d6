import { type Context, type Meter, ValueType } from '@opentelemetry/api';

import type { KvBreakerState, KvDriverEvent } from '../core/kv-driver.js';
import type { KvCallEnd, KvCallInfo, KvStoreInfo } from '../core/kv-observer.js';
import { conventionsOf, errorTypeOf } from './conventions.js';

/** Counts and times. `db.client.operation.duration` is the conventions' own; the others are what Prometheus gets, too. */
export class Instruments {
  readonly #duration;
  readonly #batchSize;
  readonly #capacity;
  readonly #leftovers;
  readonly #throttled;
  readonly #cacheReads;
  readonly #breakerState;

  constructor(meter: Meter) {
    this.#duration = meter.createHistogram('db.client.operation.duration', {
      description: 'Duration of database client operations.',
      unit: 's',
      advice: { explicitBucketBoundaries: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10] },
    });
    this.#batchSize = meter.createHistogram('kv_store.batch_size', {
      description: 'Keys that one request to the back end carried, of requests that can carry several.',
      valueType: ValueType.INT,
      advice: { explicitBucketBoundaries: [1, 2, 5, 10, 25, 50, 100] },
    });
    this.#capacity = meter.createCounter('kv_store.consumed_capacity_units', {
      description: 'Capacity units that the back end says were consumed.',
    });
    this.#leftovers = meter.createCounter('kv_store.retried_leftovers', {
      description: 'Keys that a batch left undone and that were sent again.',
      valueType: ValueType.INT,
    });
    this.#throttled = meter.createCounter('kv_store.throttled_requests', {
      description: 'Requests that the back end refused as too much, those that were sent again as well.',
      valueType: ValueType.INT,
    });
    this.#cacheReads = meter.createCounter('kv_store.cache_reads', {
      description: 'Keys that were looked for in the near cache; result is hit or miss.',
      valueType: ValueType.INT,
    });
    this.#breakerState = meter.createGauge('kv_store.breaker_state', {
      description:
        '1 for the state that the circuit breaker is in, closed, open or half-open, and 0 for the others.',
      valueType: ValueType.INT,
    });
  }

  callEnded(call: KvCallInfo, { outcome, durationMs }: KvCallEnd, context: Context): void {
    const attributes = conventionsOf(call).operation(call.operation).ended(errorTypeOf(outcome));
    this.#duration.record(durationMs / 1_000, attributes, context);
  }

  driverEvent(event: KvDriverEvent, { store, driver }: KvStoreInfo): void {
    if (event.type === 'cache') {
      if (event.hits > 0) this.#cacheReads.add(event.hits, { store, driver, result: 'hit' });
      if (event.misses > 0) this.#cacheReads.add(event.misses, { store, driver, result: 'miss' });
      return;
    }
    if (event.type === 'breaker') {
      for (const state of breakerStates)
        this.#breakerState.record(state === event.state ? 1 : 0, { store, driver, state });
      return;
    }
    const attributes = { store, driver, operation: event.operation };
    if (event.type === 'batch') this.#batchSize.record(event.size, attributes);
    if (event.type === 'capacity') this.#capacity.add(event.units, attributes);
    if (event.type === 'throttled') this.#throttled.add(1, attributes);
    if (event.type === 'leftovers') this.#leftovers.add(event.count, attributes);
  }
}

const breakerStates: readonly KvBreakerState[] = ['closed', 'open', 'half-open'];

import type { Provider } from '@nestjs/common';
import { makeCounterProvider, makeGaugeProvider, makeHistogramProvider } from '@willsoto/nestjs-prometheus';

/** The names of the metrics. Labels never hold a key. */
export const metrics = {
  duration: 'kv_store_operation_duration_seconds',
  batchSize: 'kv_store_batch_size',
  capacity: 'kv_store_consumed_capacity_units_total',
  leftovers: 'kv_store_retried_leftovers_total',
  throttled: 'kv_store_throttled_requests_total',
  cacheReads: 'kv_store_cache_reads_total',
  breakerState: 'kv_store_breaker_state',
} as const;

export const metricProviders: Provider[] = [
  makeHistogramProvider({
    name: metrics.duration,
    help: 'Seconds from a call on a store to its answer, waiting included; outcome is hit, miss, ok or an error code.',
    labelNames: ['store', 'driver', 'operation', 'outcome'],
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  }),
  makeHistogramProvider({
    name: metrics.batchSize,
    help: 'Keys that one request to the back end carried, of requests that can carry several.',
    labelNames: ['store', 'driver', 'operation'],
    buckets: [1, 2, 5, 10, 25, 50, 100],
  }),
  makeCounterProvider({
    name: metrics.capacity,
    help: 'Capacity units that the back end says were consumed.',
    labelNames: ['store', 'driver', 'operation'],
  }),
  makeCounterProvider({
    name: metrics.leftovers,
    help: 'Keys that a batch left undone and that were sent again.',
    labelNames: ['store', 'driver', 'operation'],
  }),
  makeCounterProvider({
    name: metrics.throttled,
    help: 'Requests that the back end refused as too much, whether or not they were sent again.',
    labelNames: ['store', 'driver', 'operation'],
  }),
  makeCounterProvider({
    name: metrics.cacheReads,
    help: 'Keys that were looked for in the near cache; result is hit or miss.',
    labelNames: ['store', 'driver', 'result'],
  }),
  makeGaugeProvider({
    name: metrics.breakerState,
    help: '1 for the state that the circuit breaker is in, closed, open or half-open, and 0 for the others.',
    labelNames: ['store', 'driver', 'state'],
  }),
];

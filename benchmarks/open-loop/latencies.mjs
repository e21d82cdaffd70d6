import { createHistogram } from 'node:perf_hooks';

/** Microseconds in, milliseconds out: `{ p50: 50, p99: 99 }` says which, and under what names. */
export function percentilesOf(latencies, wanted) {
  const histogram = createHistogram();
  for (const latency of latencies) histogram.record(latency);
  return Object.fromEntries(
    Object.entries(wanted).map(([name, percent]) => [name, histogram.percentile(percent) / 1_000]),
  );
}

import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, type ReadableSpan, type SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { KvOpenTelemetryObserver } from 'nestjs-kv-store/opentelemetry';

import type { Recording } from './recording.js';

/** What OpenTelemetry's SDK would export, recorded. */
export class RecordedTelemetry {
  readonly observer: KvOpenTelemetryObserver;
  readonly #recording: Recording;
  readonly #metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  readonly #meters = new MeterProvider({
    readers: [
      new PeriodicExportingMetricReader({ exporter: this.#metrics, exportIntervalMillis: 3_600_000 }),
    ],
  });

  constructor(recording: Recording) {
    this.#recording = recording;
    const spans: SpanProcessor = {
      onStart: () => undefined,
      // At once, and not kept until the end: there may be hundreds of thousands, most of them alike.
      onEnd: (span) => {
        recording.add('traces', exported(span));
      },
      forceFlush: () => Promise.resolve(),
      shutdown: () => Promise.resolve(),
    };
    const tracerProvider = new BasicTracerProvider({ spanProcessors: [spans] });
    this.observer = new KvOpenTelemetryObserver({ tracerProvider, meterProvider: this.#meters });
  }

  async stop(): Promise<void> {
    await this.#meters.forceFlush();
    this.#recording.add('metrics', JSON.stringify(this.#metrics.getMetrics()));
    await this.#meters.shutdown();
  }
}

/** Without what is random: numbers and times. */
function exported({ name, attributes, status, events, links, instrumentationScope }: ReadableSpan): string {
  const linked = links.map((link) => link.attributes).filter(Boolean);
  return JSON.stringify([name, attributes, status, events, linked, instrumentationScope]);
}

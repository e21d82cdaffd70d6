import { context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  type ReadableSpan,
  type Sampler,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';

/** OpenTelemetry's SDK, registered as applications register it, which keeps in memory what it would export. */
export class Telemetry {
  readonly #spans = new InMemorySpanExporter();
  readonly #metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  readonly #reader = new PeriodicExportingMetricReader({
    exporter: this.#metrics,
    exportIntervalMillis: 3_600_000,
  });
  readonly #tracers: BasicTracerProvider;
  readonly #meters = new MeterProvider({ readers: [this.#reader] });

  constructor(sampler?: Sampler) {
    const spanProcessors = [new SimpleSpanProcessor(this.#spans)];
    this.#tracers = new BasicTracerProvider({ spanProcessors, ...(sampler && { sampler }) });
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    trace.setGlobalTracerProvider(this.#tracers);
    metrics.setGlobalMeterProvider(this.#meters);
  }

  /** Those that have ended, in the order of their ends. */
  get spans(): ReadableSpan[] {
    return this.#spans.getFinishedSpans();
  }

  /** The one span of that name. */
  span(name: string): ReadableSpan {
    const found = this.spans.filter((span) => span.name === name);
    const names = this.spans.map((span) => span.name).join(', ');
    if (found.length !== 1 || !found[0])
      throw new Error(`${String(found.length)} spans '${name}' in ${names}`);
    return found[0];
  }

  async metrics(): Promise<MetricData[]> {
    await this.#reader.forceFlush();
    return (
      this.#metrics
        .getMetrics()
        .at(-1)
        ?.scopeMetrics.flatMap((scope) => scope.metrics) ?? []
    );
  }

  /** What a metric has for each set of attributes: its value, of a histogram how many were recorded and their sum. */
  async points(name: string): Promise<{ attributes: object; value: unknown }[]> {
    const metric = (await this.metrics()).find(({ descriptor }) => descriptor.name === name);
    return metric?.dataPoints.map(({ attributes, value }) => ({ attributes, value })) ?? [];
  }

  async stop(): Promise<void> {
    for (const api of [trace, context, metrics]) api.disable();
    await this.#tracers.shutdown();
    await this.#meters.shutdown();
  }
}

/** Does `work` as within a span of that name, which ends with it. */
export function inSpan<R>(name: string, work: () => Promise<R>): Promise<R> {
  return trace.getTracer('test').startActiveSpan(name, async (span) => {
    try {
      return await work();
    } finally {
      span.end();
    }
  });
}

/** The identity of a span, as its children and those that link to it give it. */
export function idOf(span: ReadableSpan): string {
  return span.spanContext().spanId;
}

export function linksOf({ links }: ReadableSpan): string[] {
  return links.map(({ context: { spanId } }) => spanId);
}

import { type MeterProvider, metrics, trace, type TracerProvider } from '@opentelemetry/api';

import type { KvDriverEvent } from '../core/kv-driver.js';
import type {
  KvCallEnd,
  KvCallInfo,
  KvObserver,
  KvRequestEnd,
  KvRequestInfo,
  KvStoreInfo,
} from '../core/kv-observer.js';
import { Instruments } from './instruments.js';
import { Spans } from './spans.js';

/** For who does not want the providers that are registered globally. */
export interface KvOpenTelemetryOptions {
  /** Where spans go. Default: the provider that is registered globally. */
  readonly tracerProvider?: TracerProvider;
  /** Where metrics go. Default: the provider that is registered globally. */
  readonly meterProvider?: MeterProvider;
}

/** The name of tracer and meter. */
const scope = 'nestjs-kv-store';

/**
 * Spans and metrics of OpenTelemetry for the stores that have it in `observers`, by the semantic conventions for database
 * clients: https://opentelemetry.io/docs/specs/semconv/db/. Each call is a span, and each request to the back end one
 * within it, under which the spans of the back end's own client come. No key and no value is in any of them.
 *
 * Register OpenTelemetry's SDK before the first store is opened: without one nothing is recorded.
 */
export class KvOpenTelemetryObserver implements KvObserver {
  readonly #spans: Spans;
  readonly #meters: MeterProvider;
  #made: Instruments | undefined;

  constructor({ tracerProvider = trace, meterProvider = metrics }: KvOpenTelemetryOptions = {}) {
    this.#spans = new Spans(tracerProvider.getTracer(scope));
    this.#meters = meterProvider;
  }

  callStarted(call: KvCallInfo): void {
    this.#spans.startCall(call);
  }

  callEnded(call: KvCallInfo, end: KvCallEnd): void {
    // First what cannot be done later, whatever the meter does.
    this.#spans.endCall(call, end);
    this.#instruments.callEnded(call, end, this.#spans.contextOf(call));
  }

  aroundCallback<R>(call: KvCallInfo, run: () => R): R {
    return this.#spans.withinCall(call, run);
  }

  requestStarted(request: KvRequestInfo): void {
    this.#spans.startRequest(request);
  }

  aroundRequest<R>(request: KvRequestInfo, send: () => R): R {
    return this.#spans.withinRequest(request, send);
  }

  requestEnded(request: KvRequestInfo, end: KvRequestEnd): void {
    this.#spans.endRequest(request, end);
  }

  driverEvent(event: KvDriverEvent, store: KvStoreInfo): void {
    this.#instruments.driverEvent(event, store);
  }

  /** Made when they are needed: unlike tracers, meters that were got before the SDK was registered do nothing. */
  get #instruments(): Instruments {
    return (this.#made ??= new Instruments(this.#meters.getMeter(scope)));
  }
}

/**
 * Spans and metrics by OpenTelemetry.
 *
 * @module nestjs-kv-store/opentelemetry
 */
export { KvOpenTelemetryObserver, type KvOpenTelemetryOptions } from './kv-open-telemetry.observer.js';

export { KvOpenTelemetryObserver, type KvOpenTelemetryOptions } from './kv-open-telemetry.observer.js';

/**
 * Metrics for Prometheus, by `@willsoto/nestjs-prometheus`.
 *
 * @module nestjs-kv-store/prometheus
 */
export { KvPrometheusModule } from './kv-prometheus.module.js';
export { KvPrometheusObserver } from './kv-prometheus.observer.js';

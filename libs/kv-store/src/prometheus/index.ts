export { KvPrometheusModule } from './kv-prometheus.module.js';
export { KvPrometheusObserver } from './kv-prometheus.observer.js';

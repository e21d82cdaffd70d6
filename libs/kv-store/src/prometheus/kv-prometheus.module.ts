import { Global, Module } from '@nestjs/common';

import { metricProviders } from './kv-prometheus.metrics.js';
import { KvPrometheusObserver } from './kv-prometheus.observer.js';

/**
 * Offers {@link KvPrometheusObserver} to every store of the application. Import it once beside `PrometheusModule`
 * of @willsoto/nestjs-prometheus, and name the observer in a store's `observers`.
 */
@Global()
@Module({ providers: [...metricProviders, KvPrometheusObserver], exports: [KvPrometheusObserver] })
export class KvPrometheusModule {}

// As an application has it: the store and its observer come from Nest.
import { NestFactory } from '@nestjs/core';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { KV_STORE, KvStoreModule } from 'nestjs-kv-store';
import { KvPrometheusModule, KvPrometheusObserver } from 'nestjs-kv-store/prometheus';

export default {
  name: 'nestjs-kv-store, Prometheus on',
  url: import.meta.url,
  ttl: { ttl: 3_600_000 },
  async open({ path }, place) {
    const store = { driver: 'lmdb', path: `${path}/${place}`, sync: 'survives-power-loss' };
    const app = await NestFactory.createApplicationContext(
      {
        module: class {},
        imports: [
          PrometheusModule.register({ defaultMetrics: { enabled: false } }),
          KvPrometheusModule,
          KvStoreModule.forRoot({ ...store, observers: [KvPrometheusObserver] }),
        ],
      },
      { logger: false },
    );
    return app.get(KV_STORE);
  },
};

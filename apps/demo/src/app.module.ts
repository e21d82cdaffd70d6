import { Module, StandardSchemaValidationPipe } from '@nestjs/common';
import { ConfigModule, type ConfigType } from '@nestjs/config';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { KvStoreModule } from 'nestjs-kv-store';
import { KvPrometheusModule, KvPrometheusObserver } from 'nestjs-kv-store/prometheus';

import { demoConfig } from './config/demo.config.js';
import { KvErrorFilter } from './filters/kv-error.filter.js';
import { NoRouteFilter } from './filters/no-route.filter.js';
import { HealthModule } from './health/health.module.js';
import { KvModule } from './kv/kv.module.js';
import { LinksModule } from './links/links.module.js';
import { MetricsController } from './metrics/metrics.controller.js';
import { RateLimitModule } from './rate-limit/rate-limit.module.js';
import { UsersModule } from './users/users.module.js';

@Module({
  imports: [
    ConfigModule.forRoot({ isGlobal: true, ignoreEnvFile: true, load: [demoConfig] }),
    KvStoreModule.forRootAsync({
      isGlobal: true,
      observers: [KvPrometheusObserver],
      inject: [demoConfig.KEY],
      useFactory: ({ store }: ConfigType<typeof demoConfig>) => store,
    }),
    PrometheusModule.register({ controller: MetricsController }),
    KvPrometheusModule,
    RateLimitModule,
    HealthModule,
    KvModule,
    UsersModule,
    LinksModule,
  ],
  providers: [
    { provide: APP_PIPE, useClass: StandardSchemaValidationPipe },
    { provide: APP_FILTER, useClass: KvErrorFilter },
    { provide: APP_FILTER, useClass: NoRouteFilter },
  ],
})
export class AppModule {}

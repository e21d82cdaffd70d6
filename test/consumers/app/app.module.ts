import { Body, Controller, Get, Inject, Module, NotFoundException, Param, Put } from '@nestjs/common';
import { HealthCheck, type HealthCheckResult, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { KV_STORE, type KvStore, KvStoreModule } from 'nestjs-kv-store';
import { KvPrometheusModule, KvPrometheusObserver } from 'nestjs-kv-store/prometheus';
import { KvStoreHealthIndicator } from 'nestjs-kv-store/terminus';

@Controller('kv')
class KvController {
  constructor(@Inject(KV_STORE) private readonly kv: KvStore) {}

  @Put(':key')
  async set(@Param('key') key: string, @Body() { value }: { value: string }): Promise<void> {
    await this.kv.set(key, value);
  }

  @Get(':key')
  async get(@Param('key') key: string): Promise<{ value: string }> {
    const value = await this.kv.get(key);
    if (value === undefined) throw new NotFoundException();
    return { value };
  }
}

@Controller('health')
class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly kv: KvStoreHealthIndicator,
  ) {}

  @Get()
  @HealthCheck()
  check(): Promise<HealthCheckResult> {
    return this.health.check([() => this.kv.pingCheck('kv')]);
  }
}

@Module({
  imports: [
    KvStoreModule.forRoot({ driver: 'memory', observers: [KvPrometheusObserver] }),
    KvPrometheusModule,
    PrometheusModule.register({ defaultMetrics: { enabled: false } }),
    TerminusModule,
  ],
  controllers: [KvController, HealthController],
  providers: [KvStoreHealthIndicator],
})
export class AppModule {}

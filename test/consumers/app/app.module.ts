import { Body, Controller, Get, Inject, Module, NotFoundException, Param, Put } from '@nestjs/common';
import { HealthCheck, type HealthCheckResult, HealthCheckService, TerminusModule } from '@nestjs/terminus';
import { PrometheusModule } from '@willsoto/nestjs-prometheus';
import { InjectKvStore, json, KV_STORE, type KvPage, type KvStore, KvStoreModule } from 'nestjs-kv-store';
import { KvPrometheusModule, KvPrometheusObserver } from 'nestjs-kv-store/prometheus';
import { KvStoreHealthIndicator } from 'nestjs-kv-store/terminus';

import { store } from './store.js';

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

interface Note {
  readonly text: string;
}

@Controller('notes')
class NotesController {
  constructor(@InjectKvStore('notes') private readonly notes: KvStore<Note>) {}

  @Put(':name')
  async set(@Param('name') name: string, @Body() note: Note): Promise<void> {
    await this.notes.set(name, note);
  }

  @Get()
  list(): Promise<KvPage<Note>> {
    return this.notes.page();
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
    KvStoreModule.forRoot({ ...store, observers: [KvPrometheusObserver] }),
    KvStoreModule.forFeature([{ name: 'notes', namespace: 'notes', codec: json<Note>() }]),
    KvPrometheusModule,
    PrometheusModule.register({ defaultMetrics: { enabled: false } }),
    TerminusModule,
  ],
  controllers: [KvController, NotesController, HealthController],
  providers: [KvStoreHealthIndicator],
})
export class AppModule {}

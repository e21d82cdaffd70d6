import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { HealthCheck, type HealthCheckResult, HealthCheckService } from '@nestjs/terminus';
import { KvStoreHealthIndicator } from 'nestjs-kv-store/terminus';

@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly kvStore: KvStoreHealthIndicator,
  ) {}

  @Get()
  @HealthCheck()
  @ApiOperation({ summary: 'Readiness: whether requests can be served', description: 'Asks the store.' })
  ready(): Promise<HealthCheckResult> {
    return this.health.check([() => this.kvStore.pingCheck('kv')]);
  }

  @Get('live')
  @ApiOperation({
    summary: 'Liveness: whether the process answers',
    description: 'Asks nothing else: a restart of this process would not bring back a store that is down.',
  })
  @ApiOkResponse({ description: 'It does.', example: { status: 'ok' } })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }
}

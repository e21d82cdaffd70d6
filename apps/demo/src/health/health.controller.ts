import { Controller, Get, Inject } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheck, type HealthCheckResult, HealthCheckService } from '@nestjs/terminus';
import { SkipThrottle } from '@nestjs/throttler';
import { KvStoreHealthIndicator } from 'nestjs-kv-store/terminus';

import { demoConfig } from '../config/demo.config.js';

/** As the docs show it, and HEALTH_DETAILS=true would say more. */
const up = { kv: { status: 'up' } };
const down = { kv: { status: 'down' } };

/** Not limited: who is told to ask every second must not hear that he asks too often. */
@ApiTags('health')
@SkipThrottle()
@Controller('health')
export class HealthController {
  #checking: Promise<HealthCheckResult> | undefined;

  constructor(
    private readonly health: HealthCheckService,
    private readonly kvStore: KvStoreHealthIndicator,
    @Inject(demoConfig.KEY) private readonly config: ConfigType<typeof demoConfig>,
  ) {}

  @Get()
  @HealthCheck({ noCache: true, swaggerDocumentation: false })
  @ApiOperation({ summary: 'Readiness: whether requests can be served', description: 'Asks the store.' })
  @ApiOkResponse({ description: 'They can.', example: { status: 'ok', info: up, error: {}, details: up } })
  @ApiServiceUnavailableResponse({
    description: 'They cannot.',
    example: { status: 'error', info: {}, error: down, details: down },
  })
  ready(): Promise<HealthCheckResult> {
    // One answer for all who ask meanwhile: nothing else would keep a flood of them from the store.
    this.#checking ??= this.check().finally(() => (this.#checking = undefined));
    return this.#checking;
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

  private check(): Promise<HealthCheckResult> {
    const { healthDetails: details } = this.config.http;
    return this.health.check([() => this.kvStore.pingCheck('kv', { details })]);
  }
}

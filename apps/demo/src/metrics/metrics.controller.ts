import { Controller, Get, Header, Inject, NotFoundException } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { SkipThrottle } from '@nestjs/throttler';
import { register } from 'prom-client';

import { demoConfig } from '../config/demo.config.js';

/** What the controller of @willsoto/nestjs-prometheus does, with words for the docs, and where it is wanted. */
@ApiTags('health')
@SkipThrottle()
@Controller()
export class MetricsController {
  constructor(@Inject(demoConfig.KEY) private readonly config: ConfigType<typeof demoConfig>) {}

  @Get()
  @Header('Content-Type', register.contentType)
  @ApiOperation({
    summary: 'Metrics for Prometheus',
    description: 'Of the process, and of the store: `kv_store_operation_duration_seconds` and others.',
  })
  @ApiProduces('text/plain')
  @ApiOkResponse({ description: "In Prometheus' text format.", type: String })
  metrics(): Promise<string> {
    if (!this.config.http.metrics) throw new NotFoundException('Cannot GET /metrics');
    return register.metrics();
  }
}

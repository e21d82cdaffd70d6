import { Controller, Get, Header } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { register } from 'prom-client';

/** What the controller of @willsoto/nestjs-prometheus does, with words for the docs. */
@ApiTags('health')
@Controller()
export class MetricsController {
  @Get()
  @Header('Content-Type', register.contentType)
  @ApiOperation({
    summary: 'Metrics for Prometheus',
    description: 'Of the process, and of the store: `kv_store_operation_duration_seconds` and others.',
  })
  @ApiProduces('text/plain')
  @ApiOkResponse({ description: "In Prometheus' text format.", type: String })
  metrics(): Promise<string> {
    return register.metrics();
  }
}

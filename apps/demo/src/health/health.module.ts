import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { KvStoreHealthIndicator } from 'nestjs-kv-store/terminus';

import { HealthController } from './health.controller.js';

@Module({
  imports: [TerminusModule],
  controllers: [HealthController],
  providers: [KvStoreHealthIndicator],
})
export class HealthModule {}

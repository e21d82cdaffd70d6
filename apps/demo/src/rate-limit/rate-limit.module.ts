import { Module } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { APP_GUARD } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';

import { demoConfig } from '../config/demo.config.js';
import { ClientThrottlerGuard } from './client-throttler.guard.js';

const minute = 60_000;

@Module({
  imports: [
    ThrottlerModule.forRootAsync({
      inject: [demoConfig.KEY],
      useFactory: ({ http: { rateLimit } }: ConfigType<typeof demoConfig>) => ({
        // No block on top: the next request is served as soon as the oldest is a minute old.
        throttlers: [{ ttl: minute, limit: rateLimit, blockDuration: 0 }],
        skipIf: () => rateLimit === 0,
      }),
    }),
  ],
  providers: [{ provide: APP_GUARD, useClass: ClientThrottlerGuard }],
})
export class RateLimitModule {}

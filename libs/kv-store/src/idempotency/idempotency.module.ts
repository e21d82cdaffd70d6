import { type DynamicModule, Module } from '@nestjs/common';

import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { checkModuleOptions, type IdempotencyModuleOptions } from './idempotency.options.js';
import { IdempotencyShelf, moduleOptions } from './idempotency.shelf.js';

/** Lets routes be made idempotent, by `@Idempotent()`. Import it once, beside a `KvStoreModule`. */
@Module({})
export class IdempotencyModule {
  /** Throws where an option is not as it must be. */
  static forRoot(options: IdempotencyModuleOptions): DynamicModule {
    checkModuleOptions(options);
    return {
      module: IdempotencyModule,
      global: true,
      providers: [{ provide: moduleOptions, useValue: options }, IdempotencyShelf, IdempotencyInterceptor],
      exports: [IdempotencyShelf, IdempotencyInterceptor],
    };
  }
}

import { applyDecorators, SetMetadata, UseInterceptors } from '@nestjs/common';

import { IdempotencyInterceptor, optionsOfRoute } from './idempotency.interceptor.js';
import { checkIdempotentOptions, type IdempotentOptions } from './idempotency.options.js';

/**
 * Makes a route, or all routes of a controller but those of GET, HEAD and OPTIONS, run once for each
 * `Idempotency-Key`. Needs `IdempotencyModule.forRoot()` in the application.
 *
 * @param options What differs here from the controller's options, and those from the module's.
 */
export function Idempotent(options: IdempotentOptions = {}): MethodDecorator & ClassDecorator {
  checkIdempotentOptions(options);
  return applyDecorators(SetMetadata(optionsOfRoute, options), UseInterceptors(IdempotencyInterceptor));
}

/**
 * `Idempotency-Key` for the controllers of a Nest application.
 *
 * @module nestjs-kv-store/idempotency
 */
export { IdempotencyException, type IdempotencyProblem } from './idempotency.exception.js';
export { IdempotencyInterceptor } from './idempotency.interceptor.js';
export { IdempotencyModule } from './idempotency.module.js';
export type {
  IdempotencyModuleOptions,
  IdempotencyOptions,
  IdempotentOptions,
} from './idempotency.options.js';
export { Idempotent } from './idempotent.decorator.js';

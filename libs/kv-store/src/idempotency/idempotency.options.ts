import type { ExecutionContext } from '@nestjs/common';

import { aBoolean, aString, aTimeout, aTtl, aUrl, checkOptions, type OptionCheck } from '../core/options.js';
import { refusal, refusing } from '../nest/refusal.js';

/** How requests with an `Idempotency-Key` are handled; each may be set for the module, a controller or a route. */
export interface IdempotencyOptions {
  /**
   * Whose keys they are: of two callers with different scopes neither ever meets the other's key, or response. Give
   * the user or tenant that your guards have found, as `(context) => context.switchToHttp().getRequest().user.id`.
   * `'public'` is one scope for all: whoever sends the key and the payload of another gets the other's response.
   */
  scope: 'public' | ((context: ExecutionContext) => string);
  /** Whether a request without the header is refused, with 400. Default: `false`, it is handled as ever. */
  required?: boolean;
  /** Milliseconds for which a response is kept and replayed. Default: 24 hours. */
  ttl?: number;
  /**
   * Milliseconds for which a key stays claimed after the process that handles it was last heard of: it says so three
   * times as often. After a crash requests with the key get 409 for as long, and then the handler runs again.
   * Default: 60,000.
   */
  lease?: number;
  /**
   * What makes two requests with one key the same: others get 422. Needed where the body is not parsed before
   * interceptors run, as with multipart. Default: the query and the parsed body, in which the order of properties
   * does not count.
   */
  fingerprint?: (context: ExecutionContext) => string;
  /**
   * After which errors of the handler the key is free again, because they say that nothing was done: a retry runs
   * the handler. Default: none, errors are kept and replayed as every response is.
   */
  releaseOn?: (error: unknown) => boolean;
}

/** What `IdempotencyModule.forRoot` takes. */
export interface IdempotencyModuleOptions extends IdempotencyOptions {
  /** The store, or feature, that keeps claims and responses, by its name. Default: `'default'`. */
  store?: string;
  /** Where your clients read about this: the `type` of the problems that they get. Default: none. */
  documentation?: string;
}

/** What `@Idempotent` takes: what is left out is as the controller, or the module, has it. */
export type IdempotentOptions = Partial<IdempotencyOptions>;

const aFunction: OptionCheck = (value) => (typeof value === 'function' ? undefined : 'a function');

const checks = {
  scope: ((value) =>
    value === 'public' || typeof value === 'function'
      ? undefined
      : "'public' or a function that gives whose key it is") satisfies OptionCheck,
  required: aBoolean,
  ttl: aTtl,
  lease: aTimeout,
  fingerprint: aFunction,
  releaseOn: aFunction,
};

export function checkIdempotentOptions(options: IdempotentOptions): void {
  refusing(() => {
    checkOptions('@Idempotent', options, checks);
  });
}

export function checkModuleOptions(options: IdempotencyModuleOptions): void {
  const example = 'scope: (context) => context.switchToHttp().getRequest().user.id';
  refusing(() => {
    if (typeof (options as unknown) !== 'object' || (options as unknown) === null) {
      throw refusal(`IdempotencyModule.forRoot needs options, such as { ${example} }.`);
    }
    checkOptions('IdempotencyModule', options, { ...checks, store: aString, documentation: aUrl });
    if ((options.scope as unknown) === undefined) {
      throw refusal(
        `option 'scope' of IdempotencyModule is missing: it says whose keys they are, so that no caller gets the ` +
          `response of another. Give the caller, as by ${example}, or 'public' where all may share.`,
      );
    }
  });
}

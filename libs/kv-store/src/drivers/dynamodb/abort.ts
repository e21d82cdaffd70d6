import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

import type { KvDriverCall } from '../../core/kv-driver.js';

/** Ends a request when nobody waits for it any more: gives the options with which `command` is to be sent. */
export type Abort = (
  command: { input: object },
  call: KvDriverCall,
) => { abortSignal: AbortSignal } | undefined;

/** The SDK's own way. It makes the client resolve the whole middleware anew, `cacheMiddleware` or not. */
export const abortByOptions: Abort = (_, { signal }) => signal && { abortSignal: signal };

/**
 * A way that keeps `cacheMiddleware`, which is a fifth of the CPU time of a request: the signal travels beside the
 * command's input to the client's request handler. For clients that we made, since it changes them.
 */
export function abortByHandler({ middlewareStack, config }: DynamoDBClient): Abort {
  const byInput = new WeakMap<object, AbortSignal>();
  const byRequest = new WeakMap<object, AbortSignal>();
  // Next to the handler, after signing, which copies the request.
  middlewareStack.add(
    (next) => (args) => {
      const signal = byInput.get(args.input);
      if (signal) byRequest.set(args.request as object, signal);
      return next(args);
    },
    { name: 'kvStoreAbort', step: 'deserialize', priority: 'low' },
  );
  const handler = config.requestHandler;
  const handle = handler.handle.bind(handler);
  handler.handle = (request, options) => {
    const signal = byRequest.get(request as object);
    return handle(request, signal ? { ...options, abortSignal: signal } : options);
  };
  return ({ input }, { signal }) => {
    if (signal) byInput.set(input, signal);
    return undefined;
  };
}

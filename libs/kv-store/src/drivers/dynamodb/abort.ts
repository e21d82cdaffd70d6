import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

import type { KvDriverCall } from '../../core/kv-driver.js';

/** Ends a request when nobody waits for it any more: gives the options with which `command` is to be sent. */
export type Abort = (
  command: { input: object },
  call: KvDriverCall,
) => { abortSignal: AbortSignal } | undefined;

/** The SDK's own way. It makes the client resolve the whole middleware anew, `cacheMiddleware` or not. */
export const abortByOptions: Abort = (_, { signal }) => signal && { abortSignal: signal };

/** Where a signal travels: with the command's input, and then with the request. */
const ours = Symbol('the signal of nestjs-kv-store');

interface Carrying {
  [ours]?: HandlersSignal;
}

/**
 * A way that keeps `cacheMiddleware`, which is a fifth of the CPU time of a request: the signal travels on the
 * command's input to the client's request handler. For clients that we made, since it changes them. With WeakMaps in
 * place of the symbol, a twelfth of what a request allocates was kept until a full garbage collection.
 */
export function abortByHandler({ middlewareStack, config }: DynamoDBClient): Abort {
  // Next to the handler, after signing, which copies the request.
  middlewareStack.add(
    (next) => (args) => {
      const signal = (args.input as Carrying)[ours];
      if (signal) (args.request as Carrying)[ours] = signal;
      return next(args);
    },
    { name: 'kvStoreAbort', step: 'deserialize', priority: 'low' },
  );
  const handler = config.requestHandler;
  const handle = handler.handle.bind(handler);
  handler.handle = (request, options) => {
    const signal = (request as Carrying)[ours];
    return handle(request, signal ? { ...options, abortSignal: signal as AbortSignal } : options);
  };
  return ({ input }, call) => {
    const signal = handlersSignal(call);
    // Not to be seen by a logger of the user's; anew where an input is sent again.
    if (signal) Object.defineProperty(input, ours, { value: signal, configurable: true });
    return undefined;
  };
}

/** What the request handler asks of a signal: https://github.com/smithy-lang/smithy-typescript, `AbortSignal` in types. */
interface HandlersSignal {
  readonly aborted: boolean;
  onabort: unknown;
}

/** A real one, with its listener, takes a tenth of the time that the SDK takes for a request. */
class CallsSignal implements HandlersSignal {
  aborted: boolean;
  onabort: unknown = undefined;

  constructor(call: KvDriverCall) {
    this.aborted = call.isAborted ?? false;
    call.onAbort?.(() => {
      this.aborted = true;
      if (typeof this.onabort === 'function') (this.onabort as () => void)();
    });
  }
}

function handlersSignal(call: KvDriverCall): HandlersSignal | undefined {
  return call.onAbort ? new CallsSignal(call) : call.signal;
}

export function throwIfAborted(call: KvDriverCall): void {
  if (call.isAborted ?? true) call.signal?.throwIfAborted();
}

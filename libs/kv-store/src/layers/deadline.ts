import type { Call } from '../core/call.js';
import type { KvFailure } from '../core/kv-error.js';
import type { Layer } from '../core/stack.js';

/**
 * Settles a call when its time is up or its caller aborts, whatever the back end does, and tells the work below
 * through the call's signal. Work that ends later ends unheard.
 */
export const deadline: Layer = (next) => (call, work) =>
  new Promise((resolve, reject) => {
    const controller = new AbortController();
    const caller = call.signal;
    call.signal = controller.signal;

    const settle = () => {
      clearTimeout(timer);
      caller?.removeEventListener('abort', onAbort);
    };
    const giveUp = (failure: KvFailure) => {
      settle();
      call.cutOff = failure;
      controller.abort();
      // First the driver may say which keys of many were done; one that says nothing holds nobody.
      setImmediate(() => {
        reject(call.error(failure));
      });
    };
    const timer = setTimeout(() => {
      giveUp(cutOff(call, 'TIMEOUT', `no answer within ${String(call.timeout)} ms.`));
    }, call.timeout);
    const onAbort = () => {
      giveUp(cutOff(call, 'ABORTED', 'its signal was aborted.'));
    };
    caller?.addEventListener('abort', onAbort, { once: true });

    next(call, work).then(
      (value) => {
        settle();
        resolve(value);
      },
      (error: unknown) => {
        settle();
        reject(error);
      },
    );
  });

function cutOff(call: Call, code: 'TIMEOUT' | 'ABORTED', what: string): KvFailure {
  if (!call.changes) return { code, message: what };
  return { code, message: `${what} The change may or may not have been made.`, outcome: 'unknown' };
}

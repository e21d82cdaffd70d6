import type { Call, CutOff } from '../core/call.js';
import type { KvOperation } from '../core/kv-observer.js';
import type { Layer } from '../core/stack.js';
import { whenAborted } from './when-aborted.js';

/**
 * Cuts a call off when its time is up or its caller aborts, and a moment later settles it, whatever the work below
 * does. Work that ends later ends unheard.
 */
export const deadline: Layer = (next) => (call, work) =>
  new Promise((resolve, reject) => {
    const signal = call.callersSignal;
    const giveUp = (why: CutOff) => {
      settle();
      call.cut(why);
      // First the work may say more, as which keys of many were done; work that says nothing holds nobody.
      setImmediate(() => {
        reject(call.cutOffError());
      });
    };
    const timer = setTimeout(() => {
      giveUp(outOfTime(call));
    }, call.timeout);
    const stopListening =
      signal &&
      whenAborted(signal, () => {
        giveUp({ code: 'ABORTED', message: 'its signal was aborted.' });
      });
    const settle = () => {
      clearTimeout(timer);
      stopListening?.();
    };

    const fail = (error: unknown) => {
      settle();
      reject(error);
    };
    try {
      next(call, work).then((value) => {
        settle();
        resolve(value);
      }, fail);
    } catch (error) {
      fail(error);
    }
  });

/** For drivers that do no I/O: only what waits for the caller's own code can take long. */
export const deadlineOfCallbacks: Layer = (next) => {
  const limited = deadline(next);
  return (call, work) => (runsCallback.has(call.info.operation) ? limited(call, work) : next(call, work));
};

const runsCallback: ReadonlySet<KvOperation> = new Set(['update', 'getOrSet']);

function outOfTime(call: Call): CutOff {
  const within = `within ${String(call.timeout)} ms.`;
  return call.contended
    ? { code: 'CONFLICT', message: `other writers kept changing the entry, so no change was made ${within}` }
    : { code: 'TIMEOUT', message: `no answer ${within}` };
}

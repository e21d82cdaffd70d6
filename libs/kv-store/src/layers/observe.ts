import type { Call } from '../core/call.js';
import { KvError, nameOf } from '../core/kv-error.js';
import type { KvCallEnd, KvObserver, KvOutcome } from '../core/kv-observer.js';
import type { Layer } from '../core/stack.js';

/** Tells the observers of each call. Outermost, so that they see what the caller saw, waiting included. */
export function observe(observers: readonly KvObserver[]): Layer {
  if (observers.length === 0) return (next) => next;
  return (next) => async (call, work) => {
    const startedAt = performance.now();
    for (const observer of observers) observer.callStarted?.(call.info);
    const end = (outcome: KvOutcome, error?: KvError) => {
      const ended: KvCallEnd = {
        outcome,
        durationMs: performance.now() - startedAt,
        ...(error && { error }),
      };
      for (const observer of observers) observer.callEnded?.(call.info, ended);
    };
    try {
      const value = await next(call, work);
      end(outcomeOf(call));
      return value;
    } catch (error) {
      if (error instanceof KvError) end(error.code, error);
      else end('thrown');
      throw error;
    }
  };
}

function outcomeOf(call: Call): KvOutcome {
  if (call.found === undefined) return 'ok';
  return call.found ? 'hit' : 'miss';
}

/** An observer whose exceptions harm no call: the first is reported as a process warning. */
export function harmless(observer: KvObserver): KvObserver {
  let warned = false;
  const warn = (error: unknown) => {
    if (warned) return;
    warned = true;
    // By its name alone, for its message may quote anything.
    process.emitWarning(`An observer of nestjs-kv-store threw: ${nameOf(error)}`, 'KvObserverWarning');
  };
  const guarded = <A extends unknown[]>(method: (...args: A) => unknown) => {
    return (...args: A): void => {
      try {
        const given = method.apply(observer, args);
        // An async method is no mistake to TypeScript; its rejection would end the process.
        if (typeof given === 'object' && given !== null) Promise.resolve(given).catch(warn);
      } catch (error) {
        warn(error);
      }
    };
  };
  // eslint-disable-next-line @typescript-eslint/unbound-method -- `guarded` calls each on the observer
  const { callStarted, callEnded, driverEvent, notice } = observer;
  return {
    ...(callStarted && { callStarted: guarded(callStarted) }),
    ...(callEnded && { callEnded: guarded(callEnded) }),
    ...(driverEvent && { driverEvent: guarded(driverEvent) }),
    ...(notice && { notice: guarded(notice) }),
  };
}

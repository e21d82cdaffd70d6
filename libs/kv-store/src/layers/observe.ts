import type { Call } from '../core/call.js';
import { KvError, classOf } from '../core/kv-error.js';
import type { KvCallEnd, KvCallInfo, KvObserver, KvOutcome } from '../core/kv-observer.js';
import type { End } from '../core/work.js';
import { type Answer, explained } from './answer.js';

class Ended implements KvCallEnd {
  constructor(
    readonly outcome: KvOutcome,
    readonly durationMs: number,
    readonly size: number | undefined,
  ) {}
}

/** Tells the observers first. They see what the caller sees, refused arguments and waiting included. */
export class ObservedAnswer<R> implements End<R> {
  readonly #call: Call;
  readonly #answer: Answer<R>;
  readonly #observers: readonly KvObserver[];
  readonly #startedAt = performance.now();

  constructor(call: Call, answer: Answer<R>, observers: readonly KvObserver[]) {
    this.#call = call;
    this.#answer = answer;
    this.#observers = observers;
    for (const observer of observers) observer.callStarted?.(call.info);
  }

  succeed(value: R): void {
    this.#tell(outcomeOf(this.#call));
    this.#answer.succeed(value);
  }

  fail(error: unknown): void {
    const told = explained(error, this.#call);
    if (told instanceof KvError) this.#tell(told.code, told);
    else this.#tell('thrown');
    this.#answer.refuse(told);
  }

  #tell(outcome: KvOutcome, error?: KvError): void {
    const durationMs = performance.now() - this.#startedAt;
    const { size } = this.#call;
    const ended: KvCallEnd = error
      ? { outcome, durationMs, error, size }
      : new Ended(outcome, durationMs, size);
    for (const observer of this.#observers) observer.callEnded?.(this.#call.info, ended);
  }
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
    // By its class alone, for all else may quote anything.
    process.emitWarning(`An observer of nestjs-kv-store threw: ${classOf(error)}`, 'KvObserverWarning');
  };
  // Of two arguments, and not of any number: it is on the path of every call.
  const guarded = <A, B>(method: (one: A, two: B) => unknown) => {
    return (one: A, two?: B): void => {
      try {
        const given = method.call(observer, one, two as B);
        // An async method is no mistake to TypeScript; its rejection would end the process.
        if (typeof given === 'object' && given !== null) Promise.resolve(given).catch(warn);
      } catch (error) {
        warn(error);
      }
    };
  };
  /** Whatever the observer does with it, it is done once. `work` does not throw: it may reject. */
  const once = <I>(around: <R>(info: I, work: () => R) => R) => {
    return <R>(info: I, work: () => R): R => {
      let done: { readonly result: R } | undefined;
      const workOnce = () => (done ??= { result: work() }).result;
      try {
        const given: unknown = around.call(observer, info, workOnce);
        // Of an async method it may be the work's own rejection, of which others hear.
        if (given instanceof Promise) given.catch(() => undefined);
      } catch (error) {
        warn(error);
      }
      return workOnce();
    };
  };
  // eslint-disable-next-line @typescript-eslint/unbound-method -- `guarded` calls each on the observer
  const { callStarted, callEnded, driverEvent, requestStarted, requestEnded, notice } = observer;
  // eslint-disable-next-line @typescript-eslint/unbound-method -- as does `once`
  const { aroundCallback, aroundRequest } = observer;
  return {
    ...(callStarted && { callStarted: guarded(callStarted) }),
    ...(callEnded && { callEnded: guarded(callEnded) }),
    ...(driverEvent && { driverEvent: guarded(driverEvent) }),
    ...(requestStarted && { requestStarted: guarded(requestStarted) }),
    ...(requestEnded && { requestEnded: guarded(requestEnded) }),
    ...(notice && { notice: guarded(notice) }),
    ...(aroundCallback && { aroundCallback: once(aroundCallback) }),
    ...(aroundRequest && { aroundRequest: once(aroundRequest) }),
  };
}

/** Runs callers' own functions as the observers want them run; the first of them stands around the others. */
export function aroundCallbacks(
  observers: readonly KvObserver[],
): (<R>(call: KvCallInfo, run: () => R) => R) | undefined {
  const around = observers.filter((observer) => observer.aroundCallback !== undefined);
  if (around.length === 0) return undefined;
  return (call, run) =>
    around.reduceRight<typeof run>(
      (next, observer) => () => observer.aroundCallback?.(call, next) ?? next(),
      run,
    )();
}

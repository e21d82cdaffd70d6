import { changing } from './changing.js';
import type { KvBackEnd, KvDriverCall } from './kv-driver.js';
import { KvError, type KvFailure } from './kv-error.js';
import { KvFault } from './kv-fault.js';
import type { KvCallInfo, KvOperation, KvStoreInfo } from './kv-observer.js';
import type { KvConsistency, KvGetOrSetOptions } from './kv-store.js';

/** What all calls of one store share. */
export interface CallContext extends KvStoreInfo {
  readonly now: () => number;
  readonly report: KvDriverCall['report'];
  readonly notice: (message: string) => void;
  /** How observers want functions of callers' run, where one does. */
  readonly aroundCallback?: (<R>(call: KvCallInfo, run: () => R) => R) | undefined;
  /** Where the back end is: for who reads why it could not be opened. */
  readonly where: () => string;
}

/** Work that ends at once when the call that it belongs to is cut off. */
export interface Cuttable {
  cut(): void;
}

/** What cuts a call off when its time is up. */
export interface Deadline {
  lift(): void;
}

/** Why a call was ended before its work was. */
export type CutOff = Pick<KvFailure, 'message'> & {
  readonly code: 'TIMEOUT' | 'ABORTED' | 'CONFLICT' | 'CLOSED';
};

/** Lets a call use the back end, and hears what came of it. */
export interface Pass {
  end(outcome: 'served' | 'failed' | 'untold'): void;
}

class CallInfo implements KvCallInfo {
  constructor(
    readonly store: string,
    readonly driver: string,
    readonly backEnd: KvBackEnd,
    readonly operation: KvOperation,
  ) {}
}

/**
 * One public call on its way through the layers. `info` is what observers see of it: never its key. Made for each call, so
 * what most calls do not need is made when it is asked for.
 * The layers fill in what they know: `admit` the checked options, `deadline` what cuts it off.
 */
export class Call implements KvDriverCall {
  timeout = 0;
  consistency: KvConsistency = 'strong';
  valuesOnly = false;
  callersSignal: AbortSignal | undefined = undefined;
  /** Of a read of one entry: whether it was there. */
  found: boolean | undefined = undefined;
  /** Of a call on many keys: how many it was given. */
  size: number | undefined = undefined;
  /** Whether another writer has come between a read and the change that was made of it. */
  contended = false;
  /** Whether a change was sent of which the answer is still to come. */
  underway = false;
  cutOff: CutOff | undefined = undefined;
  /** Whether it waits for a function of its caller's, and not for the back end. */
  awaitsCaller = false;
  /** Where there is a circuit breaker: from when it needs the back end. */
  pass: Pass | undefined = undefined;
  /** Of a read that has a deadline only once it is known to take time. */
  startDeadline: ((call: Call) => Deadline) | undefined = undefined;
  #deadline: Deadline | undefined = undefined;
  #info: KvCallInfo | undefined = undefined;
  #underwayAtCutOff = false;
  #controller: AbortController | undefined = undefined;
  /** What is under way. Nearly always it is but one thing, so others are in a list of their own. */
  #work: Cuttable | undefined = undefined;
  #more: Cuttable[] | undefined = undefined;

  constructor(
    private readonly context: CallContext,
    readonly operation: KvOperation,
    /** As the caller gave them until `admit` has read and checked them. */
    public options: KvGetOrSetOptions | undefined,
    /** As the caller gave it, not yet checked. */
    private readonly key: unknown,
    /** The first of the calls in whose name it is done, where those are several. */
    readonly first?: Call,
    /** Those of them that still wait, where that is known. */
    private readonly sharers?: ReadonlySet<Call>,
  ) {}

  /** The same object each time, as observers may ask for. */
  get info(): KvCallInfo {
    const { store, driver, backEnd } = this.context;
    return (this.#info ??= new CallInfo(store, driver, backEnd, this.operation));
  }

  /** What observers have seen of it: of work that several callers share, the calls that wait for it. */
  callers(): readonly KvCallInfo[] {
    return this.sharers?.size ? Array.from(this.sharers, (call) => call.info) : [(this.first ?? this).info];
  }

  /** A call of the same kind, in whose name work is done that several callers share. */
  forAll(sharers?: ReadonlySet<Call>): Call {
    return new Call(this.context, this.operation, undefined, this.key, this.first ?? this, sharers);
  }

  /** Runs a function of the caller's. */
  callback<R>(run: () => R | Promise<R>): R | Promise<R> {
    const { aroundCallback } = this.context;
    if (!aroundCallback) return run();
    // What it throws is the caller's, and no mistake of an observer's.
    return aroundCallback(this.callers()[0] ?? this.info, async () => run());
  }

  now(): number {
    return this.context.now();
  }

  get report(): KvDriverCall['report'] {
    return this.context.report;
  }

  notice(message: string): void {
    this.context.notice(message);
  }

  /** Aborted when the call is cut off. Made when it is asked for: most calls travel with others, who have their own. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.cutOff) this.#controller.abort();
    }
    return this.#controller.signal;
  }

  get isAborted(): boolean {
    return this.cutOff !== undefined;
  }

  onAbort(then: () => void): void {
    this.begin({ cut: then });
  }

  /** Ends all that is done for the call. */
  cut(why: CutOff): void {
    this.cutOff = why;
    this.#underwayAtCutOff = this.underway;
    this.#controller?.abort();
    const more = [...(this.#more ?? [])];
    this.#work?.cut();
    for (const work of more) work.cut();
  }

  begin(work: Cuttable): void {
    this.throwIfCut();
    if (!this.#work) this.#work = work;
    else if (this.#more) this.#more.push(work);
    else this.#more = [work];
  }

  end(work: Cuttable): void {
    if (this.#work === work) {
      this.#work = undefined;
      this.#deadline?.lift();
      return;
    }
    const at = this.#more?.lastIndexOf(work) ?? -1;
    if (at >= 0) this.#more?.splice(at, 1);
  }

  /** What `work` comes to, or the cut-off where that comes first and the work has no more to say of it at once. */
  orCut<R>(work: Promise<R>): Promise<R> {
    return new Promise((resolve, reject) => {
      const cuttable = {
        cut: () => {
          setImmediate(() => {
            reject(this.cutOffError());
          });
        },
      };
      // Whoever cuts the call off while it begins leaves nobody to hear of this.
      work.catch(() => undefined);
      this.begin(cuttable);
      const end = () => {
        this.end(cuttable);
      };
      work.then(resolve, reject).then(end, end);
    });
  }

  /** Said by whoever makes it wait, of each key. */
  takesTime(): void {
    this.#deadline ??= this.startDeadline?.(this);
  }

  throwIfCut(): void {
    if (this.cutOff) throw this.cutOffError();
  }

  cutOffError(): KvError {
    return this.error(this.givenUp(this.#underwayAtCutOff));
  }

  /** Why nothing came of the call; `sent`: whether a change of it was, so that nobody knows if it was made. */
  givenUp(sent: boolean): KvFailure {
    const { code, message = '' } = this.cutOff ?? { code: 'UNKNOWN' };
    if (!changing.has(this.operation)) return { code, message };
    if (!sent) return { code, message: `${message} Nothing was changed.` };
    return { code, message: `${message} The change may or may not have been made.`, outcome: 'unknown' };
  }

  /** Does `step`; a fault that it throws is reported with `key`. */
  about<R>(key: unknown, step: () => R): R {
    try {
      return step();
    } catch (error) {
      throw error instanceof KvFault ? this.error(error, key) : error;
    }
  }

  /** The failure of work that was done in another's name, as this call's. */
  ownError(
    { code, reason, retryable, outcome, cause, place }: KvError,
    more: Partial<KvFailure> = {},
  ): KvError {
    const known = { ...(outcome && { outcome }), ...(cause && { cause }) };
    return this.error({ code, message: reason, retryable, place, ...known, ...more });
  }

  error(failure: KvFailure, key: unknown = this.key): KvError {
    const { store, driver, operation } = this.info;
    return new KvError(failure, {
      operation,
      store,
      driver,
      key: typeof key === 'string' ? key : undefined,
      where: operation === 'open' ? this.context.where() : undefined,
    });
  }
}

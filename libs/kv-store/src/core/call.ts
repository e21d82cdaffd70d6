import type { KvDriverCall } from './kv-driver.js';
import { KvError, type KvFailure } from './kv-error.js';
import { KvFault } from './kv-fault.js';
import type { KvCallInfo, KvOperation, KvStoreInfo } from './kv-observer.js';
import type { KvConsistency, KvReadOptions } from './kv-store.js';

/** What all calls of one store share. */
export interface CallContext extends KvStoreInfo {
  readonly now: () => number;
  readonly report: KvDriverCall['report'];
  readonly notice: (message: string) => void;
  /** Where the back end is: for who reads why it could not be opened. */
  readonly where: () => string;
}

/**
 * One public call on its way through the layers. `info` is what observers see of it: never its key.
 * The layers fill in what they know: `admit` the checked options, `deadline` the signal that ends the work.
 */
export class Call implements KvDriverCall {
  readonly info: KvCallInfo;
  timeout = 0;
  consistency: KvConsistency = 'strong';
  signal: AbortSignal | undefined = undefined;
  /** Why the call was ended before its work was, once it has been. */
  cutOff: KvFailure | undefined = undefined;
  /** Of a read of one entry: whether it was there. */
  found: boolean | undefined = undefined;

  constructor(
    private readonly context: CallContext,
    operation: KvOperation,
    /** As the caller gave them, not yet checked. */
    readonly options: KvReadOptions | undefined,
    /** As the caller gave it, not yet checked. */
    private readonly key: unknown,
  ) {
    this.info = { store: context.store, driver: context.driver, operation };
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

  /** Whether being cut off leaves it unknown if something was changed. */
  get changes(): boolean {
    return changing.has(this.info.operation);
  }

  /** Does `step`; a fault that it throws is reported with `key`. */
  about<R>(key: unknown, step: () => R): R {
    try {
      return step();
    } catch (error) {
      throw error instanceof KvFault ? this.error(error, key) : error;
    }
  }

  error(failure: KvFailure, key: unknown = this.key): KvError {
    return new KvError(failure, {
      ...this.info,
      key: typeof key === 'string' ? key : undefined,
      where: this.info.operation === 'open' ? this.context.where() : undefined,
    });
  }
}

const changing: ReadonlySet<KvOperation> = new Set(['set', 'setMany', 'delete', 'deleteMany']);

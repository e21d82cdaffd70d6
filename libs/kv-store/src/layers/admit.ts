import { checkConsistency, checkSignal, checkTimeout, readOptions } from '../core/call-options.js';
import { KvFault } from '../core/kv-fault.js';
import type { KvConsistency } from '../core/kv-store.js';
import type { Layer } from '../core/stack.js';

export interface Defaults {
  /** Milliseconds. */
  readonly timeout: number;
  readonly consistency: KvConsistency;
  readonly isClosed: () => boolean;
}

export function closed(): KvFault {
  return new KvFault('CLOSED', 'the store was closed, as on shutdown. Open a new one.');
}

/** Lets a call in with its options checked, or refuses it before anything is started. */
export function admit(defaults: Defaults): Layer {
  return (next) => (call, work, end) => {
    if (defaults.isClosed()) throw closed();
    // Most calls have none, and to check the defaults each time is a twentieth of a read from LMDB.
    if (call.options === undefined) {
      call.timeout = defaults.timeout;
      call.consistency = defaults.consistency;
      next(call, work, end);
      return;
    }
    call.options = readOptions(call.options);
    const { timeout = defaults.timeout, consistency = defaults.consistency, signal } = call.options;
    checkTimeout(timeout);
    checkConsistency(consistency);
    const isAborted = signal !== undefined && checkSignal(signal);
    call.timeout = timeout;
    call.consistency = consistency;
    call.callersSignal = signal;
    if (isAborted) {
      throw new KvFault('ABORTED', 'its signal was aborted before the call began, so nothing was sent.');
    }
    next(call, work, end);
  };
}

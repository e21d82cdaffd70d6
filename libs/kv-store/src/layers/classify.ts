import type { Call } from '../core/call.js';
import type { KvDriver, KvResult } from '../core/kv-driver.js';
import { describeCause, type KvErrorCode, type KvFailure } from '../core/kv-error.js';
import { KvFault } from '../core/kv-fault.js';
import type { Outcome } from '../core/outcomes.js';
import type { Backend } from '../core/stack.js';

/** Next to the driver: what it throws or returns as an error becomes a failure, and nothing above rejects. */
export function classify(driver: KvDriver): Backend {
  return {
    read: (keys, call) => settle(() => driver.read(keys, call), keys.length, driver, call),
    write: (changes, call) => settle(() => driver.write(changes, call), changes.length, driver, call),
    open: (call) => explained(() => driver.open(call), driver, call),
    ping: (call) => explained(() => driver.ping(call), driver, call),
  };
}

async function explained<T>(work: () => Promise<T>, driver: KvDriver, call: Call): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw call.error(failureOf(error, driver, call));
  }
}

async function settle<T>(
  work: () => Promise<KvResult<T>[]>,
  size: number,
  driver: KvDriver,
  call: Call,
): Promise<Outcome<T>[]> {
  try {
    const results = await work();
    return results.every((result) => result.ok)
      ? results
      : results.map((result) => outcomeOf(result, driver, call));
  } catch (error) {
    const failure = failureOf(error, driver, call);
    return Array.from({ length: size }, () => ({ ok: false, error: failure }));
  }
}

function outcomeOf<T>(result: KvResult<T>, driver: KvDriver, call: Call): Outcome<T> {
  return result.ok ? result : { ok: false, error: failureOf(result.error, driver, call) };
}

/** What `error` means, for a call that changes something with whether the change may have been made all the same. */
function failureOf(error: unknown, driver: KvDriver, call: Call): KvFailure {
  if (error instanceof KvFault) return error;
  const { outcome, ...failure } = { cause: describeCause(error), ...driver.classify(error) };
  // The driver gave up because the call was over: what ended the call is the cause.
  if (failure.code === 'ABORTED' && call.cutOff) return call.cutOff;
  if (!call.changes) return failure;
  return outcome || ambiguous.has(failure.code) ? { ...failure, outcome: 'unknown' } : failure;
}

const ambiguous: ReadonlySet<KvErrorCode> = new Set(['UNAVAILABLE', 'TIMEOUT', 'ABORTED', 'UNKNOWN']);

import type { Call } from '../core/call.js';
import type {
  KvChange,
  KvDetails,
  KvDriver,
  KvDriverCall,
  KvRecord,
  KvRecordPage,
  KvRecordRange,
  KvResult,
  KvResults,
} from '../core/kv-driver.js';
import { describeCause, type KvErrorCode, type KvFailure } from '../core/kv-error.js';
import { KvFault } from '../core/kv-fault.js';
import type { KvCallInfo } from '../core/kv-observer.js';
import { type Outcome, Success } from '../core/outcomes.js';
import type { Steps } from '../core/stack.js';
import { closed } from './admit.js';

/** What came of each key; of one that takes longer than its neighbours, the promise of it, which never rejects. */
export type Outcomes<T> = readonly (Outcome<T> | Promise<Outcome<T>>)[];

/** A call as the driver sees it, and in whose name it is made. */
export interface ChannelCall extends KvDriverCall {
  callers(): readonly KvCallInfo[];
}

/**
 * The driver with its failures classified. Reads and writes, which may serve many calls, never reject; what is done
 * for one call rejects with its `KvError`.
 */
export interface Channel {
  readonly open: (call: Call) => Promise<void>;
  readonly ping: (call: Call) => Promise<KvDetails>;
  readonly read: (keys: readonly string[], call: ChannelCall) => Promise<Outcomes<KvRecord | undefined>>;
  readonly write: (changes: readonly KvChange[], call: ChannelCall) => Promise<Outcomes<void>>;
  /** Of one key, at once. */
  readonly readNow?: (key: string, call: Call) => Outcome<KvRecord | undefined>;
  /** Whether reads of this moment see all that was written. */
  readonly refresh?: () => boolean;
  readonly writeNow?: (change: KvChange, call: Call) => Outcome<void>;
  readonly list: (range: KvRecordRange, call: Call) => Promise<KvRecordPage>;
  readonly swap: Steps['swap'];
  readonly increment?: Steps['increment'];
  readonly touch?: Steps['touch'];
  readonly take?: Steps['take'];
}

/** Next to the driver: nothing above knows its client's errors, and nothing reaches it once the store is closed. */
export function classify(driver: KvDriver, isClosed: () => boolean): Channel {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- called on the driver
  const { readNow, increment, touch, take } = driver;
  const failureOf = (error: unknown, changes: boolean) => describe(error, driver, changes);

  async function once<T>(work: () => Promise<T>, call: Call, changes: boolean): Promise<T> {
    // What was cut off while it waited begins nothing more.
    call.throwIfCut();
    call.underway = changes;
    try {
      if (isClosed()) throw closed();
      return await work();
    } catch (error) {
      const failure = failureOf(error, changes);
      // The driver gave up because the call was over, by whatever it has for that: what ended the call is the cause.
      const gaveUp = failure.code === 'ABORTED' || failure.code === 'UNKNOWN';
      throw gaveUp && call.cutOff ? call.cutOffError() : call.error(failure);
    } finally {
      call.underway = false;
    }
  }

  async function many<T>(
    work: () => Promise<KvResults<T>>,
    size: number,
    changes: boolean,
  ): Promise<Outcomes<T>> {
    const outcomeOf = (result: KvResult<T>): Outcome<T> =>
      result.ok ? result : { ok: false, error: failureOf(result.error, changes) };
    const failed = (error: unknown): Outcome<T> => ({ ok: false, error: failureOf(error, changes) });
    const noOutcome: Outcome<T> = {
      ok: false,
      error: {
        code: 'UNKNOWN',
        message: 'the driver gave no outcome.',
        ...(changes && { outcome: 'unknown' }),
      },
    };
    try {
      if (isClosed()) throw closed();
      const results = await work();
      const isPlain = results.length === size && results.every((result) => 'ok' in result && result.ok);
      if (isPlain) return results;
      return Array.from({ length: size }, (_, index) => {
        const result = results[index];
        if (!result) return noOutcome;
        return 'then' in result ? result.then(outcomeOf).catch(failed) : outcomeOf(result);
      });
    } catch (error) {
      return Array.from({ length: size }, () => failed(error));
    }
  }

  function now<T>(work: () => T, changes: boolean): Outcome<T> {
    try {
      if (isClosed()) throw closed();
      return new Success(work());
    } catch (error) {
      return { ok: false, error: failureOf(error, changes) };
    }
  }

  return {
    open: (call) => once(() => driver.open(call), call, false),
    ping: (call) => once(() => driver.ping(call), call, false),
    read: (keys, call) => many(() => driver.read(keys, call), keys.length, false),
    write: (changes, call) => many(() => driver.write(changes, call), changes.length, true),
    list: (range, call) => once(() => driver.list?.(range, call) ?? cannotList(driver), call, false),
    swap: (change, expected, call) => once(() => driver.swap(change, expected, call), call, true),
    ...(readNow && {
      // As `now` does it, without a closure for each read.
      readNow: (key, call) => {
        try {
          if (isClosed()) throw closed();
          return new Success(readNow.call(driver, key, call));
        } catch (error) {
          return { ok: false, error: failureOf(error, false) };
        }
      },
    }),
    ...(driver.refresh && {
      refresh: () => {
        const fresh = now(() => driver.refresh?.() ?? false, false);
        return fresh.ok && fresh.value;
      },
    }),
    ...(driver.writeNow && {
      writeNow: (change, call) => now(() => driver.writeNow?.(change, call), true),
    }),
    ...(increment && {
      increment: (key, by, expiresAt, call) =>
        once(() => increment.call(driver, key, by, expiresAt, call), call, true),
    }),
    ...(touch && {
      touch: (key, expiresAt, call) => once(() => touch.call(driver, key, expiresAt, call), call, true),
    }),
    ...(take && { take: (key, call) => once(() => take.call(driver, key, call), call, true) }),
  };
}

function cannotList({ name }: KvDriver): never {
  throw new KvFault(
    'UNSUPPORTED',
    `driver '${name}' cannot list its entries. Keep a list of the keys of your own.`,
  );
}

/** What `error` means, of a change with whether it may have been made all the same. */
function describe(error: unknown, driver: KvDriver, changes: boolean): KvFailure {
  if (error instanceof KvFault) return error;
  const { outcome, ...failure } = meaningOf(error, driver);
  const unknown = outcome ? outcome === 'unknown' : ambiguous.has(failure.code);
  return changes && unknown ? { ...failure, outcome: 'unknown' } : failure;
}

/** A driver whose `classify` throws all the same leaves nobody without an answer. */
export function meaningOf(error: unknown, driver: KvDriver): KvFailure {
  try {
    return { cause: describeCause(error), ...driver.classify(error) };
  } catch (mistake) {
    return { code: 'UNKNOWN', cause: describeCause(mistake) };
  }
}

const ambiguous: ReadonlySet<KvErrorCode> = new Set(['UNAVAILABLE', 'TIMEOUT', 'ABORTED', 'UNKNOWN']);

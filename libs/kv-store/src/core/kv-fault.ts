import { type KvErrorCause, type KvErrorCode, type KvFailure, classOf, isA } from './kv-error.js';

/**
 * A failure thrown where it is found, by a check or a driver that knows its meaning. The store turns it into the
 * `KvError` of the call that it ends. Of a change it says that nothing was done, unless its `outcome` is `'unknown'`.
 */
export class KvFault extends Error implements KvFailure {
  /** What went wrong: the code of the `KvError` that becomes of it. */
  readonly code: KvErrorCode;
  /** Whether the same call may succeed later. Default: by the code. */
  declare readonly retryable?: boolean;
  /** Of a change: whether it may have been made. Default: `'none'`. */
  declare readonly outcome?: 'unknown' | 'none';
  /** What is kept of the client's own error. */
  declare readonly cause?: KvErrorCause;
  /** Where in the value it is, as `.address.lines[2]`. It may hold data. */
  declare readonly place?: string | undefined;

  /** @param message Whole sentences: what happened, and what to do next. No key, value or credential. */
  constructor(
    code: KvErrorCode,
    message: string,
    { place, ...more }: Omit<KvFailure, 'code' | 'message'> = {},
  ) {
    super(message);
    this.name = 'KvFault';
    this.code = code;
    Object.assign(this, more);
    // A codec that is called by itself throws it as it is, and who prints that should not print data.
    Object.defineProperty(this, 'place', { value: place });
  }
}

export function invalid(message: string): KvFault {
  return new KvFault('INVALID_ARGUMENT', message);
}

/** The type of an argument, for messages: never the argument itself, for it may be a key or a value. */
export function typeName(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (isArray(value)) return 'an array';
  return `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}

/** Of a proxy that was revoked not even that can be asked. */
function isArray(value: unknown): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

/**
 * Does `work`, which looks at what the caller gave: getters, proxies and iterators run the caller's code, and that may
 * throw anything. A fault passes; of all else `refuse` is told the class, which may be told.
 */
export function guarded<R>(work: () => R, refuse: (name: string) => KvFault): R {
  try {
    return work();
  } catch (error) {
    throw isA(error, KvFault) ? error : refuse(classOf(error));
  }
}

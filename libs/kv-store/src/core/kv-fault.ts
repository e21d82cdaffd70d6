import type { KvErrorCause, KvErrorCode, KvFailure } from './kv-error.js';

/**
 * A failure thrown where it is found, by a check or a driver that knows its meaning. The store turns it into the
 * `KvError` of the call that it ends. Of a change it says that nothing was done, unless its `outcome` is `'unknown'`.
 */
export class KvFault extends Error implements KvFailure {
  readonly code: KvErrorCode;
  declare readonly retryable?: boolean;
  declare readonly outcome?: 'unknown' | 'none';
  declare readonly cause?: KvErrorCause;
  declare readonly place?: string | undefined;

  /** @param message Whole sentences: what happened, and what to do next. No key, value or credential. */
  constructor(code: KvErrorCode, message: string, more: Omit<KvFailure, 'code' | 'message'> = {}) {
    super(message);
    this.name = 'KvFault';
    this.code = code;
    Object.assign(this, more);
  }
}

export function invalid(message: string): KvFault {
  return new KvFault('INVALID_ARGUMENT', message);
}

/** The type of an argument, for messages: never the argument itself, for it may be a key or a value. */
export function typeName(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return 'an array';
  return `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`;
}
